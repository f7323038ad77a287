import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { FaultProxy } from '../harness/fault-proxy.ts'
import { refusals } from '../harness/faults.ts'
import { openKeyring } from '../harness/keyring.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { Terminal } from './cli/terminal.ts'

// How the terminal ends when something is wrong: the status, and the error as a program reads it.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

describe('wrong usage', () => {
  test('ends with 2 and makes nothing', async (t) => {
    const terminal = await Terminal.open(t)
    const wrong = [
      [], ['dance'], ['send'], ['rooms', '--filter', 'odd'], ['rooms', '--bad'], ['redact', 'no-event'], ['login', '--user', 'x'],
      ['whoami', '--key', 'secret'], ['sync', '--timeout', 'soon'],
    ]
    for (const args of wrong) {
      const { status, errorCode, stdout } = await terminal.run(args)
      assert.deepEqual([status, errorCode, stdout], [2, 'usage', ''], args.join(' '))
    }
    assert.deepEqual(await readdir(terminal.dir), [])
  })

  test('commands of later versions say so', async (t) => {
    const terminal = await Terminal.open(t)
    const { status, errorCode, stderr } = await terminal.run(['export', '--all'])
    assert.deepEqual([status, errorCode], [1, 'unsupported'])
    assert.match(stderr, /not in this version yet/)
  })
})

describe('a key that does not fit', () => {
  test('ends with 3, whatever is asked, and changes nothing', async (t) => {
    const ada = await synapse.person('Ada')
    const terminal = await Terminal.signedIn(t, ada)
    const before = await readFile(join(terminal.dir, 'profile.db'))
    for (const args of [['whoami', '--json'], ['rooms', '--json'], ['login', '--homeserver', ada.url, '--user', ada.localpart, '--json']]) {
      const running = terminal.start(args, { passphrase: 'wrong' })
      running.process.stdin.end('x')
      const { status, errorCode } = await running.ended
      assert.deepEqual([status, errorCode], [3, 'locked'], args.join(' '))
    }
    const missing = terminal.start(['whoami', '--json'], { passphrase: '' })
    assert.deepEqual((await missing.ended).status, 3)
    assert.deepEqual(await readFile(join(terminal.dir, 'profile.db')), before)
  })
})

describe('signing in with something wrong', () => {
  test('says what: the password, the address, the server', async (t) => {
    const ada = await synapse.person('Ada')
    const terminal = await Terminal.open(t)
    const login = (homeserver: string, password: string) => terminal.run(
      ['login', '--homeserver', homeserver, '--user', ada.localpart, '--password-stdin'], password,
    )
    const wrong = await login(ada.url, 'wrong')
    assert.deepEqual([wrong.status, wrong.errorCode], [1, 'wrong-credentials'])

    const shop = createServer((_request, response) => response.end('<html>Welcome to our shop</html>'))
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
    t.after(() => new Promise((resolve) => shop.close(resolve)))
    const noMatrix = await login(`http://127.0.0.1:${(shop.address() as AddressInfo).port}`, ada.password)
    assert.deepEqual([noMatrix.status, noMatrix.errorCode], [1, 'not-matrix'])

    const proxy = await FaultProxy.open(ada.url)
    await proxy.goDown()
    const away = await login(proxy.url, ada.password)
    assert.deepEqual([away.status, away.errorCode], [4, 'offline'])
    assert.equal((await terminal.run(['whoami'])).status, 3)
  })
})

describe('what is not there', () => {
  test('ends with 1', async (t) => {
    const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
    const terminal = await Terminal.signedIn(t, ada)
    const roomId = await ben.createRoom({ name: 'Theirs', preset: 'public_chat' })
    const theirs = await ben.say(roomId, 'mine')
    await terminal.json('join', roomId)
    for (const [code, ...args] of [
      ['not-found', 'send', 'Nowhere', 'x'], ['not-found', 'timeline', '!nowhere:test.example'],
      ['not-found', 'read', '#nowhere:test.example'], ['not-found', 'redact', '$nothing'],
      ['not-found', 'outbox', 'cancel', 'cw00'], ['forbidden', 'edit', theirs, 'yours'],
      ['refused', 'join', `#nowhere-${ada.localpart}:${synapse.serverName}`], ['refused', 'redact', theirs],
    ] as const) {
      const { status, errorCode } = await terminal.run(args)
      assert.deepEqual([status, errorCode], [1, code], args.join(' '))
    }
  })
})

describe('a server that is silent or ended the session', () => {
  test('is waited for as long as was said', async (t) => {
    const ada = await synapse.person('Ada')
    const proxy = await FaultProxy.open(ada.url)
    t.after(() => proxy.dispose())
    const terminal = await Terminal.signedIn(t, ada, proxy.url)
    proxy.inject('/sync', { kind: 'hang' })
    const { status, errorCode } = await terminal.run(['sync', '--timeout', '1'])
    assert.deepEqual([status, errorCode], [4, 'timeout'])
  })

  test('softly: ends with 3, keeps everything, and goes on after signing in', async (t) => {
    const ada = await synapse.person('Ada')
    const proxy = await FaultProxy.open(ada.url)
    t.after(() => proxy.dispose())
    const terminal = await Terminal.signedIn(t, ada, proxy.url)
    const { roomId } = await terminal.json<{ roomId: string }>('create', '--name', 'Kept')
    const before = await terminal.json<Record<string, unknown>>('whoami')
    const lift = proxy.inject(/\/_matrix\/client\/(?!v3\/login|versions)/, refusals.unknownToken({ softLogout: true }))
    const synced = await terminal.run(['sync'])
    assert.deepEqual([synced.status, synced.errorCode], [3, 'signed-out'])
    assert.equal((await terminal.run(['whoami'])).status, 3)
    assert.equal((await terminal.json<readonly unknown[]>('rooms')).length, 1)
    lift()
    await terminal.signIn(ada, proxy.url)
    assert.equal((await terminal.json<Record<string, unknown>>('whoami'))['deviceId'], before['deviceId'])
    assert.ok((await terminal.json<{ eventId: string }>('send', roomId, 'again')).eventId)
  })
})

describe('damaged data', () => {
  test('ends with 1 and stays byte for byte', async (t) => {
    const ada = await synapse.person('Ada')
    const terminal = await Terminal.signedIn(t, ada)
    await terminal.json('create', '--name', 'Kept')
    const [folder] = await readdir(join(terminal.dir, 'accounts'))
    for (const file of [join('accounts', String(folder), 'store.db'), 'profile.db', 'profile.json']) {
      const path = join(terminal.dir, file)
      const whole = await readFile(path)
      const damaged = Buffer.from(whole)
      damaged.fill(0xaa, 0, Math.min(damaged.length, 6_000))
      await writeFile(path, damaged)
      for (const args of [['whoami'], ['rooms'], ['sync']]) {
        const { status, errorCode } = await terminal.run(args)
        assert.deepEqual([status, errorCode], [1, 'damaged'], `${file}: ${args.join(' ')}`)
      }
      assert.deepEqual(await readFile(path), damaged, file)
      await writeFile(path, whole)
    }
    assert.equal((await terminal.json<readonly unknown[]>('rooms')).length, 1)
  })
})

describe('a damaged store', () => {
  test('is begun anew by "repair": what waited goes out, and the old one is kept', async (t) => {
    const ada = await synapse.person('Ada')
    const proxy = await FaultProxy.open(ada.url)
    t.after(() => proxy.dispose())
    const terminal = await Terminal.signedIn(t, ada, proxy.url)
    const { roomId } = await terminal.json<{ roomId: string }>('create', '--name', 'Cellar')
    await terminal.json('sync')
    await proxy.goDown()
    await terminal.run(['send', roomId, 'from before'])
    const [account = ''] = await readdir(join(terminal.dir, 'accounts'))
    const folder = join(terminal.dir, 'accounts', account)
    const damaged = await readFile(join(folder, 'store.db'))
    damaged.fill(0xaa, damaged.length - 3_000)
    await writeFile(join(folder, 'store.db'), damaged)
    const { file, operations } = await terminal.json<{ file: string; operations: number }>('repair')
    assert.equal(operations, 1)
    assert.deepEqual(await readFile(join(folder, file)), damaged)
    await proxy.comeBack()
    assert.equal((await terminal.json<{ waiting: number }>('sync')).waiting, 0)
    const rows = await terminal.json<{ body: string }[]>('timeline', roomId, '--limit', '1')
    assert.deepEqual(rows.map(({ body }) => body), ['from before'])
  })
})

describe('damaged keys of encryption', () => {
  test('end with 1 whatever needs them, stay byte for byte, and leave readable what was', async (t) => {
    const ada = await synapse.person('Ada')
    const terminal = await Terminal.signedIn(t, ada)
    const { roomId } = await terminal.json<{ roomId: string }>('create', '--name', 'Vault', '--encrypted')
    await terminal.json('send', roomId, 'said before')
    const [account = ''] = await readdir(join(terminal.dir, 'accounts'))
    const folder = join(terminal.dir, 'accounts', account)
    const path = join(folder, (await readdir(folder)).find((name) => /^crypto-.*\.db$/.test(name)) ?? '')
    const whole = await readFile(path)
    const damaged = Buffer.from(whole)
    damaged.fill(0xaa, 0, 8_000)
    await writeFile(path, damaged)
    for (const args of [['devices'], ['sync'], ['send', roomId, 'not now'], ['recovery', 'setup']]) {
      const { status, errorCode, stdout } = await terminal.run(args)
      assert.deepEqual([status, errorCode, stdout], [1, 'damaged', ''], args.join(' '))
    }
    const rows = await terminal.json<{ body: string; state: string }[]>('timeline', roomId, '--limit', '2')
    assert.deepEqual(rows.map(({ body, state }) => [body, state]), [['said before', 'sent'], ['not now', 'sending']])
    assert.deepEqual(await readFile(path), damaged)
    await writeFile(path, whole)
    assert.equal((await terminal.json<{ waiting: number }>('sync')).waiting, 0)
  })
})

describe('a profile with several accounts', () => {
  test('wants to be told which one is meant', async (t) => {
    const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
    const terminal = await Terminal.signedIn(t, ada)
    await terminal.signIn(ben)
    const unclear = await terminal.run(['whoami'])
    assert.deepEqual([unclear.status, unclear.errorCode], [2, 'usage'])
    for (const { userId } of [ada, ben]) {
      assert.equal((await terminal.json<Record<string, unknown>>('whoami', '--account', userId))['userId'], userId)
    }
    assert.equal((await terminal.run(['rooms', '--account', '@nobody:test.example'])).status, 3)
    await terminal.json('logout', '--account', ben.userId)
    assert.equal((await terminal.json<Record<string, unknown>>('whoami'))['userId'], ada.userId)
  })
})

describe('the keychain of the computer', () => {
  test('holds the key unless another place is named', async (t) => {
    const [ada, keyring] = await Promise.all([synapse.person('Ada'), openKeyring()])
    t.after(() => keyring.dispose())
    const terminal = await Terminal.open(t)
    const run = (args: readonly string[], stdin = '') => {
      const running = terminal.start([...args, '--json', '--key', 'keychain'], { env: keyring.env })
      running.process.stdin.end(stdin)
      return running.ended
    }
    assert.equal((await run(['login', '--homeserver', ada.url, '--user', ada.localpart, '--password-stdin'], ada.password)).status, 0)
    assert.equal((await run(['whoami'])).status, 0)
    // A passphrase opens no profile whose key lies in the keychain.
    assert.equal((await terminal.run(['whoami'])).status, 3)
    await keyring.stop()
    const away = await run(['whoami'])
    assert.deepEqual([away.status, away.errorCode], [3, 'locked'])
    await keyring.start()
    assert.equal((await run(['whoami'])).status, 0)
  })
})
