import assert from 'node:assert/strict'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { AppState } from '../../../../main/shell/app-state.ts'
import { EngineSupervisor } from '../../../../main/shell/engine/engine-supervisor.ts'
import { EngineWatches } from '../../../../main/shell/engine/engine-watches.ts'
import { failed, succeeded } from '../../../../main/shell/failures.ts'
import type { NativeWindow } from '../../../../main/shell/relay/native-window.ts'
import { PageRelay, type PageNotification } from '../../../../main/shell/relay/page-relay.ts'
import { FakeEngines, settle, type Answers } from '../../../harness/fake-engine.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

const account = '@alice:example.org'
const roomId = '!room:example.org'

type Given = { readonly answers?: Answers; readonly native?: Partial<NativeWindow> }

async function setUp({ answers = {}, native = {} }: Given = {}) {
  const clock = new ManualClock()
  const engines = new FakeEngines({
    'account.list': () => ({ result: [] }),
    'message.sendFile': () => ({ result: { localId: 'cw1' } }),
    ...answers,
  })
  const engine = new EngineSupervisor({
    start: engines.start, unlock: async () => new Uint8Array(32), profileDir: '/profile', clock, log: silentLog,
  })
  const watches = new EngineWatches(engine)
  const appState = new AppState({ version: '1', platform: 'linux', isStandInRuntime: false }, engine.status, silentLog)
  engine.onStatus.on((status) => appState.update(status))
  const heard: PageNotification[] = []
  const did: unknown[] = []
  const relay = new PageRelay({
    engine, watches, appState,
    native: {
      openExternal: async (url) => {
        did.push(['open', url])
        return succeeded({})
      },
      choosePaths: async () => [],
      chooseDestination: async () => undefined,
      copy: (text) => { did.push(['copy', text]) },
      openCamera: async () => {
        did.push(['camera', true])
        return succeeded({})
      },
      closeCamera: () => { did.push(['camera', false]) },
      setDark: (isDark) => { did.push(['dark', isDark]) },
      ...native,
    },
    notify: (notification) => { heard.push(notification) },
  })
  await engine.start()
  return { relay, engine, engines, watches, heard, did, clock }
}

async function codeOf(outcome: Promise<{ ok: boolean; failure?: { readonly code: string } } | object>): Promise<string> {
  const settled = await outcome
  return 'failure' in settled && settled.failure !== undefined ? settled.failure.code : 'ok'
}

describe('what a page asks', () => {
  test('reaches the engine, and its answer comes back', async () => {
    const { relay, engines } = await setUp({ answers: { 'account.list': () => ({ result: ['a row'] }) } })
    assert.deepEqual(await relay.handle('account.list', {}), { ok: true, value: ['a row'] })
    assert.equal(engines.last.asked('account.list').length, 1)
  })

  const refused: readonly (readonly [method: string, params: unknown])[] = [
    ['account.list', { extra: 1 }],
    ['account.list', []],
    ['account.list', null],
    ['account.login', { homeserver: 'https://example.org', user: 'alice' }],
    ['room.leave', { account, roomId: 'no room' }],
    ['room.leave', { account: { toString: 'x' }, roomId }],
    ['timeline.list', { account, roomId, limit: 1e9 }],
    ['message.react', { account, target: '../../x', key: '+' }],
    ['engine.open', { profileDir: '/other', key: new Uint8Array(32) }],
    ['engine.close', {}],
    ['engine.media', { url: 'causeway-media://x', from: 0, length: 1 }],
    ['engine.saveAttachment', { account, roomId, eventId: '$x', path: '/etc/passwd' }],
    ['__proto__', {}],
    ['constructor', {}],
    ['toString', {}],
    ['hasOwnProperty', {}],
    ['account', {}],
    ['', {}],
    ['app.copy', { text: 1 }],
    ['app.openExternal', {}],
    ['app.openExternal', { url: 'https://example.org', confirm: false }],
    ['watch', { watch: 1, view: 'rooms', input: {} }],
    ['watch', { watch: 1, view: '__proto__', input: {} }],
    ['watch', { watch: -1, view: 'accounts', input: {} }],
    ['watch', { watch: 1, view: 'app' }],
    ['watch', { view: 'accounts', input: {} }],
    ['move', { watch: 1 }],
    ['unwatch', {}],
    ['adopt', { paths: [1] }],
    ['adopt', { paths: 'x' }],
  ]
  for (const [method, params] of refused) {
    test(`is refused as ${method} with ${JSON.stringify(params)}, and the engine hears nothing of it`, async () => {
      const { relay, engines, heard, did } = await setUp()
      assert.equal(await codeOf(relay.handle(method, params)), 'bad-input')
      assert.deepEqual(engines.last.posted.map((message) => message.method), ['engine.open'])
      assert.deepEqual([heard, did], [[], []])
    })
  }
})

describe('what main answers itself', () => {
  test('is done for this page’s window', async () => {
    const { relay, did } = await setUp()
    await relay.handle('app.copy', { text: 'hello' })
    await relay.handle('app.setDark', { isDark: true })
    await relay.handle('app.openExternal', { url: 'https://example.org/' })
    assert.deepEqual(did, [['copy', 'hello'], ['dark', true], ['open', 'https://example.org/']])
  })

  test('says what became of opening a link', async () => {
    const { relay } = await setUp({ native: { openExternal: async () => failed('bad-input', 'No.') } })
    assert.equal(await codeOf(relay.handle('app.openExternal', { url: 'file:///etc/passwd' })), 'bad-input')
  })

  test('saves an attachment where the user said, under a name that is safe', async () => {
    const suggested: string[] = []
    const { relay, engines } = await setUp({
      answers: { 'engine.saveAttachment': () => ({ result: {} }) },
      native: {
        chooseDestination: async (name) => {
          suggested.push(name)
          return '/home/alice/photo.jpg'
        },
      },
    })
    const outcome = await relay.handle('app.saveAttachment', { account, roomId, eventId: '$photo', name: '../photo.jpg' })
    assert.deepEqual(outcome, { ok: true, value: { saved: true } })
    assert.deepEqual(suggested, ['_photo.jpg'])
    assert.deepEqual(engines.last.asked('engine.saveAttachment').map(({ params }) => params), [
      { account, roomId, eventId: '$photo', path: '/home/alice/photo.jpg' },
    ])
  })

  test('saves nothing when the user changed their mind', async () => {
    const { relay } = await setUp()
    const outcome = await relay.handle('app.saveAttachment', { account, roomId, eventId: '$photo' })
    assert.deepEqual(outcome, { ok: true, value: { saved: false } })
  })

  test('starts the engine anew when it is asked to', async () => {
    const { relay, engines } = await setUp()
    assert.deepEqual(await relay.handle('app.restartEngine', {}), { ok: true, value: {} })
    assert.equal(engines.all.length, 2)
    assert.equal(engines.all[0]?.isKilled, true)
  })

  test('shows the program’s state as a view, from the first row through every change', async () => {
    const { relay, engines, heard, clock } = await setUp()
    await relay.handle('watch', { watch: 3, view: 'app', input: {} })
    engines.last.crash()
    await clock.untilSleeping()
    await clock.advance(1_000)
    await settle()
    const shown = heard.map(({ params }) => 'diffs' in params && params.diffs.map((diff) => JSON.parse(JSON.stringify(diff))))
    const states = shown.flat().map((diff) => [diff.op, (diff.row ?? diff.rows[0]).engine])
    assert.deepEqual(states, [['reset', 'ready'], ['set', 'restarting'], ['set', 'restarting'], ['set', 'ready']])
    assert.deepEqual(heard.map(({ params }) => [params.watch, 'seq' in params && params.seq]), [[3, 0], [3, 1], [3, 2], [3, 3]])
  })
})

describe('what a page watches', () => {
  const rooms = { account, filter: 'all', from: 0, count: 20 }

  test('is told to it under the number that it chose', async () => {
    const { relay, engines, heard } = await setUp({ answers: { watch: () => ({ result: { watch: 900 } }) } })
    assert.deepEqual(await relay.handle('watch', { watch: 5, view: 'rooms', input: rooms }), { ok: true, value: {} })
    engines.last.batch(900, 0, [{ op: 'reset', rows: [] }])
    assert.deepEqual(heard, [{ method: 'batch', params: { watch: 5, seq: 0, diffs: [{ op: 'reset', rows: [] }], head: {} } }])
  })

  test('moves only where the view can go', async () => {
    const { relay, engines } = await setUp({ answers: { watch: () => ({ result: { watch: 900 } }) } })
    await relay.handle('watch', { watch: 5, view: 'rooms', input: rooms })
    assert.equal(await codeOf(relay.handle('move', { watch: 5, to: { from: -1, count: 20 } })), 'bad-input')
    assert.equal(await codeOf(relay.handle('move', { watch: 5, to: { from: 20, count: 20 } })), 'ok')
    await settle()
    assert.deepEqual(engines.last.asked('move').map(({ params }) => params), [{ watch: 900, to: { from: 20, count: 20 } }])
  })

  test('ends with the page, and with it every token and every question', async (t) => {
    const path = join(await tempFolderFor(t), 'photo.jpg')
    await writeFile(path, 'x')
    const { relay, engines, watches } = await setUp({ answers: { watch: () => ({ result: { watch: 900 } }) } })
    await relay.handle('watch', { watch: 1, view: 'rooms', input: rooms })
    await relay.handle('watch', { watch: 2, view: 'app', input: {} })
    relay.dispose()
    await settle()
    assert.equal(watches.size, 0)
    assert.deepEqual(engines.last.asked('unwatch').map(({ params }) => params), [{ watch: 900 }])
    assert.equal(await codeOf(relay.handle('account.list', {})), 'cancelled')
  })

  test('is refused under a number that is taken', async () => {
    const { relay } = await setUp()
    await relay.handle('watch', { watch: 1, view: 'app', input: {} })
    assert.equal(await codeOf(relay.handle('watch', { watch: 1, view: 'app', input: {} })), 'bad-input')
  })

  test('has an end: nobody looks at thousands of things', async () => {
    const { relay } = await setUp()
    for (let watch = 0; watch < 500; watch += 1) await relay.handle('watch', { watch, view: 'app', input: {} })
    assert.equal(await codeOf(relay.handle('watch', { watch: 500, view: 'app', input: {} })), 'bad-input')
  })
})

describe('files that a page sends', () => {
  async function withFile(t: TestContext) {
    const folder = await tempFolderFor(t)
    const path = join(folder, 'photo.jpg')
    await writeFile(path, 'four')
    await mkdir(join(folder, 'folder'))
    return { folder, path }
  }

  const sending = (source: object) => ({ account, roomId, source })

  test('are named by tokens; the engine gets the path, the page never does', async (t) => {
    const { path } = await withFile(t)
    const { relay, engines } = await setUp({ native: { choosePaths: async () => [path] } })
    const picked = JSON.stringify(await relay.handle('app.pickFiles', {}))
    const { value: [file] } = JSON.parse(picked)
    assert.deepEqual({ ...file, fileId: '' }, { fileId: '', name: 'photo.jpg', size: 4, mimetype: 'image/jpeg' })
    assert.equal(picked.includes(path), false)
    await relay.handle('message.sendFile', sending({ from: 'picked', fileId: file.fileId }))
    assert.deepEqual(engines.last.asked('message.sendFile').map(({ params }) => params), [sending({ from: 'path', path })])
  })

  test('are read for it if they are pictures, and nothing else is', async (t) => {
    const { folder, path } = await withFile(t)
    const secret = join(folder, 'notes.txt')
    await writeFile(secret, 'secret')
    const { relay } = await setUp({ native: { choosePaths: async () => [path, secret] } })
    const { value: [photo, notes] } = JSON.parse(JSON.stringify(await relay.handle('app.pickFiles', {})))
    const outcome = await relay.handle('app.readPicked', { fileId: photo.fileId })
    assert.deepEqual(outcome, { ok: true, value: { bytes: new Uint8Array(Buffer.from('four')) } })
    for (const fileId of [notes.fileId, path, 'unknown']) assert.equal(await codeOf(relay.handle('app.readPicked', { fileId })), 'not-found')
    await rm(path)
    assert.equal(await codeOf(relay.handle('app.readPicked', { fileId: photo.fileId })), 'not-found')
  })

  test('can be dropped on it; folders and what is not there are left out', async (t) => {
    const { folder, path } = await withFile(t)
    const { relay } = await setUp()
    const outcome = await relay.handle('adopt', { paths: [path, join(folder, 'folder'), null, join(folder, 'missing')] })
    const { value } = JSON.parse(JSON.stringify(outcome))
    assert.deepEqual(value.map((file: { name: string } | null) => file?.name ?? null), ['photo.jpg', null, null, null])
  })

  test('are refused by path, however much the page insists', async () => {
    const { relay, engines } = await setUp()
    assert.equal(await codeOf(relay.handle('message.sendFile', sending({ from: 'path', path: '/etc/passwd' }))), 'forbidden')
    assert.deepEqual(engines.last.asked('message.sendFile'), [])
    const download = { account, target: '$photo', path: '/home/anna/.bashrc' }
    for (const input of [download, { ...download, roomId }]) assert.equal(await codeOf(relay.handle('message.download', input)), 'forbidden')
    assert.deepEqual(engines.last.asked('message.download'), [])
  })

  test('are refused with a token of another page', async (t) => {
    const { path } = await withFile(t)
    const one = await setUp({ native: { choosePaths: async () => [path] } })
    const other = await setUp()
    const { value: [file] } = JSON.parse(JSON.stringify(await one.relay.handle('app.pickFiles', {})))
    assert.equal(await codeOf(other.relay.handle('message.sendFile', sending({ from: 'picked', fileId: file.fileId }))), 'not-found')
    assert.deepEqual(other.engines.last.asked('message.sendFile'), [])
  })

  test('can be pasted as bytes', async () => {
    const { relay, engines } = await setUp()
    const source = { from: 'bytes', bytes: new Uint8Array([1, 2, 3]), name: 'pasted.png' }
    assert.equal(await codeOf(relay.handle('message.sendFile', sending(source))), 'ok')
    assert.deepEqual(engines.last.asked('message.sendFile')[0]?.params['source'], source)
  })
})
