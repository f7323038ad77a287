import assert from 'node:assert/strict'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { FaultProxy } from '../harness/fault-proxy.ts'
import { encryptionOn } from '../harness/conversation.ts'
import { startSecondClient } from '../harness/second-client.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { Terminal } from './cli/terminal.ts'

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

type Device = { readonly deviceId: string; readonly name: string; readonly verified: boolean; readonly current: boolean }

describe('identity at a terminal', () => {
  test('the first device is verified, a later one is once it has been restored, and keys come back', async (t) => {
    const person = await synapse.person()
    const first = await Terminal.signedIn(t, person)
    const [device, ...others] = await first.json<Device[]>('devices')
    assert.deepEqual([device?.verified, device?.current, others.map(({ verified }) => verified)], [true, true, [false]])
    assert.deepEqual(await first.json('recovery', 'status'), { state: 'none' })

    const { roomId } = await first.json<{ roomId: string }>('create', '--name', 'Vault', '--encrypted')
    await first.json('send', roomId, 'a secret')
    const { recoveryKey } = await first.json<{ recoveryKey: string }>('recovery', 'setup')
    assert.deepEqual(await first.json('recovery', 'status'), { state: 'set-up' })
    assert.equal((await first.run(['recovery', 'setup'])).status, 1)

    const later = await Terminal.signedIn(t, person)
    assert.equal((await later.json<Device[]>('devices'))[0]?.verified, false)
    assert.deepEqual(await later.json('recovery', 'status'), { state: 'incomplete' })
    const wrong = await later.run(['recovery', 'restore', '--key-stdin'], 'EsTb 1234')
    assert.deepEqual([wrong.status, wrong.errorCode], [1, 'wrong-key'])
    const { status, json, stderr } = await later.run(['recovery', 'restore', '--key-stdin'], `${recoveryKey}\n`)
    assert.equal(status, 0, stderr)
    assert.deepEqual(json, { restored: 1, verified: true })
    assert.equal((await later.json<Device[]>('devices')).find(({ current }) => current)?.verified, true)

    const again = await first.json<{ recoveryKey: string }>('recovery', 'setup', '--reset')
    const third = await Terminal.signedIn(t, person)
    assert.equal((await third.run(['recovery', 'restore', '--key-stdin'], recoveryKey)).status, 1)
    assert.deepEqual((await third.run(['recovery', 'restore', '--key-stdin'], again.recoveryKey)).json, { restored: 1, verified: true })
  })

  test('who has another device that is not verified reads what they themselves say', async (t) => {
    const person = await synapse.person()
    const first = await Terminal.signedIn(t, person)
    await Terminal.signedIn(t, person)
    const { roomId } = await first.json<{ roomId: string }>('create', '--name', 'Mine', '--encrypted')
    await first.json('send', roomId, 'said by me')
    assert.equal((await first.json<{ undecrypted: number }>('sync')).undecrypted, 0)
    const [row] = await first.json<{ body: string; decryption: string }[]>('timeline', roomId, '--limit', '1')
    assert.deepEqual([row?.body, row?.decryption], ['said by me', 'ok'])
  })

  test('what a sync sends puts its keys into the backup, and looks at nothing else of the keys twice', async (t) => {
    const person = await synapse.person()
    const proxy = await FaultProxy.open(synapse.url)
    t.after(() => proxy.dispose())
    const terminal = await Terminal.signedIn(t, person, proxy.url)
    const { roomId } = await terminal.json<{ roomId: string }>('create', '--name', 'Vault', '--encrypted')
    await terminal.json('recovery', 'setup')
    const looks = (): number => proxy.seen(/GET .*room_keys\/version|GET .*account_data\/m.secret_storage/u).length
    const asked = async (): Promise<number> => {
      const before = looks()
      await terminal.json('sync')
      return looks() - before
    }
    const idle = await asked()
    assert.ok(idle > 0)
    await terminal.json('send', roomId, 'a secret', '--queue-only')
    assert.equal(await asked(), idle)
    assert.equal((await person.request('GET', '/room_keys/version'))['count'], 1)
  })

  test('history that is fetched for a timeline says what opens it, and is open once the keys are here', async (t) => {
    const [person, friend] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
    const first = await Terminal.signedIn(t, person)
    const roomId = await friend.createRoom({ name: 'Vault', invite: [person.userId], initialState: [encryptionOn()] })
    await first.json('join', roomId)
    const theirs = await startSecondClient(t, friend, roomId, { encrypts: true })
    for (let number = 1; number <= 40; number += 1) await theirs.client.sendTextMessage(roomId, `number ${number}`)
    const { recoveryKey } = await first.json<{ recoveryKey: string }>('recovery', 'setup')
    await first.json('sync')

    const later = await Terminal.signedIn(t, person)
    await later.json('sync')
    type Row = { readonly kind: string; readonly body: string; readonly decryption: string; readonly reason?: string }
    const read = async (limit: number) => (await later.json<Row[]>('timeline', roomId, '--limit', String(limit)))
      .filter(({ decryption }) => decryption !== 'none')
    const closed = await read(30)
    assert.equal(closed.length, 30)
    assert.equal(new Set(closed.map(({ decryption, reason }) => `${decryption}: ${reason}`)).size, 1)
    assert.match(closed[0]?.reason ?? '', /key backup/u)
    assert.equal((await later.run(['recovery', 'restore', '--key-stdin'], `${recoveryKey}\n`)).status, 0)
    assert.deepEqual((await read(30)).map(({ decryption }) => decryption).filter((one) => one !== 'ok'), [])
  })

  test('keys go through a file, for those who know its passphrase', async (t) => {
    const person = await synapse.person()
    const first = await Terminal.signedIn(t, person)
    const { roomId } = await first.json<{ roomId: string }>('create', '--name', 'Vault', '--encrypted')
    await first.json('send', roomId, 'a secret')
    const file = join(first.dir, 'keys.txt')
    assert.equal((await first.run(['keys', 'export', file])).status, 2)
    assert.deepEqual((await first.run(['keys', 'export', file, '--passphrase-stdin'], 'open sesame')).json, { keys: 1 })
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    assert.match(await readFile(file, 'utf8'), /^-----BEGIN MEGOLM SESSION DATA-----\n[A-Za-z0-9+/=\n]+-----END MEGOLM SESSION DATA-----\n$/)

    const later = await Terminal.signedIn(t, person)
    const wrong = await later.run(['keys', 'import', file, '--passphrase-stdin'], 'open barley')
    assert.deepEqual([wrong.status, wrong.errorCode], [1, 'wrong-key'])
    assert.deepEqual((await later.run(['keys', 'import', file, '--passphrase-stdin'], 'open sesame\n')).json, { keys: 1 })
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, 200))
    const broken = await later.run(['keys', 'import', file, '--passphrase-stdin'], 'open sesame\n')
    assert.deepEqual([broken.status, broken.errorCode], [1, 'damaged'])
    assert.equal((await later.run(['keys', 'import', join(first.dir, 'none'), '--passphrase-stdin'], 'x')).status, 1)
  })
})
