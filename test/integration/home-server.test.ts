import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { openHomeServer, type HomeServer } from '../../main/home-server/index.ts'

describe('the home server on this computer', () => {
  let dir: string
  let server: HomeServer
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'causeway-home-server-'))
    server = openHomeServer({ dir, serverName: 'home.example' })
  })
  after(async () => {
    await server.stop()
    await rm(dir, { recursive: true, force: true })
  })

  test('says that it has never been started', async () => {
    const { url, running } = await server.status()
    assert.deepEqual({ url, running }, { url: null, running: false })
  })

  test('refuses to make an account before it runs', async () => {
    await assert.rejects(server.addUser('mira', 'secret'), { code: 'not-running' })
  })

  test('answers as soon as start has returned, and two starts at once make one server', async () => {
    const [first, second] = await Promise.all([server.start(), openHomeServer({ dir }).start()])
    assert.equal(first.url, second.url)
    assert.equal((await fetch(`${first.url}/_matrix/client/versions`)).status, 200)
  })

  test('keeps its secrets from other users of the computer', async () => {
    for (const name of ['server.json', 'homeserver.yaml', 'signing.key']) {
      assert.equal((await stat(join(dir, name))).mode & 0o077, 0, name)
    }
  })

  test('makes an account whose first sign-in is its only device', async () => {
    assert.equal(await server.addUser('mira', 'open sesame'), '@mira:home.example')
    const { url } = await server.status()
    const login = await post(`${url}/_matrix/client/v3/login`, {
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: 'mira' },
      password: 'open sesame',
    })
    const authorization = `Bearer ${login.access_token}`
    const devices = await (await fetch(`${url}/_matrix/client/v3/devices`, { headers: { authorization } })).json()
    assert.deepEqual(
      devices.devices.map((device: { device_id: string }) => device.device_id),
      [login.device_id],
    )
  })

  test('says so when an account exists or its name is not allowed', async () => {
    await assert.rejects(server.addUser('mira', 'other'), { code: 'user-exists' })
    await assert.rejects(server.addUser('Not A Name', 'other'), { code: 'invalid-user' })
  })

  test('is back with everything at the same address after a stop and a start, and outlives the program that started it', async () => {
    const before = await server.status()
    assert.deepEqual(await server.stop(), { ...before, running: false })
    await assert.rejects(fetch(`${before.url}/_matrix/client/versions`))
    await startInAProgramOfItsOwn(dir)
    assert.deepEqual(await server.status(), before)
    assert.equal((await fetch(`${before.url}/_matrix/client/versions`)).status, 200)
    await assert.rejects(server.addUser('mira', 'other'), { code: 'user-exists' })
  })

  test('does not take a process of somebody else for itself', async () => {
    await server.stop()
    await writeFile(join(dir, 'homeserver.pid'), String(process.pid))
    assert.equal((await server.status()).running, false)
  })

  test('says which port it needs when another program has taken it', async () => {
    const { url } = await server.status()
    const port = Number(new URL(url ?? '').port)
    const intruder = createServer()
    await new Promise<void>((resolve) => intruder.listen(port, '127.0.0.1', resolve))
    try {
      await assert.rejects(server.start(), { code: 'port-taken', message: new RegExp(`port ${port}\\b`) })
    } finally {
      await new Promise((resolve) => intruder.close(resolve))
    }
  })

  test('is not started over state that cannot be read', async () => {
    const file = join(dir, 'server.json')
    const state = await readFile(file)
    await writeFile(file, '{"serverName":')
    await assert.rejects(server.start(), { code: 'damaged-state' })
    await writeFile(file, state)
  })
})

async function post(url: string, body: object) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  assert.equal(response.status, 200)
  return response.json()
}

async function startInAProgramOfItsOwn(dir: string): Promise<void> {
  const door = new URL('../../main/home-server/index.ts', import.meta.url).href
  const program = `const { openHomeServer } = await import('${door}'); await openHomeServer({ dir: process.argv[1] }).start()`
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program, dir])
}
