import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import type { AccountRow, RoomId, UserId } from '../../preload/contract/index.ts'
import { everyPage, flip, type Damage } from '../harness/damage.ts'
import { CallRefused } from '../harness/engine-client.ts'
import { eventually } from '../harness/eventually.ts'
import { password } from '../harness/homeserver/protocol/account.ts'
import { SyntheticHomeserver } from '../harness/homeserver/server/homeserver.ts'
import { openEngine, type RunningEngine } from '../harness/running-engine.ts'
import { tempFolderFor } from '../harness/temp-folder.ts'

// Real files, damaged as disks do it: what is said of it, what is left alone, and what is there afterwards.

const damages: Readonly<Record<string, Damage>> = {
  'with a first page of zeros': (file) => {
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.fill(0, 0, 4_096))
  },
  'with a bit turned in each page': everyPage,
  'cut in the middle of a page': (file) => truncateSync(file, Math.floor(readFileSync(file).length / 2) + 100),
  'of which the last part is missing': (file) => truncateSync(file, readFileSync(file).length - 4_096 * 3),
}

class Scene {
  readonly homeserver: SyntheticHomeserver
  readonly dir: string
  readonly account: UserId
  engine: RunningEngine

  private constructor({ homeserver, dir, account, engine }: Pick<Scene, 'homeserver' | 'dir' | 'account' | 'engine'>) {
    this.homeserver = homeserver
    this.dir = dir
    this.account = account
    this.engine = engine
  }

  /** Signed in and in step; then, with the server out of reach, two messages wait and a draft is there. The engine is stopped. */
  static async open(t: TestContext): Promise<Scene> {
    const homeserver = await SyntheticHomeserver.open({ seed: 61, rooms: 12, events: 400, largestRoom: 30 })
    t.after(() => homeserver.dispose())
    const dir = await tempFolderFor(t)
    const engine = await openEngine(dir)
    const { userId } = await engine.client.call('account.login', { homeserver: homeserver.url, user: 'ada', password })
    const scene = new Scene({ homeserver, dir, account: userId, engine })
    t.after(() => scene.engine.stop())
    await engine.client.call('account.catchUp', { account: userId, timeoutMs: 20_000 })
    homeserver.faults.add({ fault: { kind: 'drop' } })
    await scene.send('said in the dark')
    await engine.client.call('room.draft', { account: userId, roomId: scene.roomId, draft: { text: 'half a thought', replyTo: null } })
    await engine.stop()
    return scene
  }

  get roomId(): RoomId {
    return this.homeserver.service.world.rooms[0]?.roomId as RoomId
  }

  get folder(): string {
    return join(this.dir, 'accounts', readdirSync(join(this.dir, 'accounts'))[0] ?? '')
  }

  file(name: RegExp): string {
    return join(this.folder, readdirSync(this.folder).find((file) => name.test(file)) ?? 'none')
  }

  /** Each goes at a step of its own. */
  async send(text: string): Promise<void> {
    await this.engine.client.call('message.send', { account: this.account, roomId: this.roomId, text, format: 'plain' })
  }

  async start(): Promise<void> {
    this.engine = await openEngine(this.dir)
  }

  async row(): Promise<AccountRow> {
    const [row] = await this.engine.client.call('account.list', {})
    assert.ok(row)
    return row
  }

  /** How often somebody said it, by the server. */
  arrived(text: string): number {
    const { world } = this.homeserver.service
    return world.rooms.reduce((sum, facts) => sum + Array.from({ length: world.lengthOf(facts) - facts.length }, (_, place) =>
      world.events.plain(facts, facts.length + place)).filter(({ content }) => content['body'] === text).length, 0)
  }

  /** The account works again: all rooms are here, what waited is sent once. */
  async goesOn(): Promise<void> {
    this.homeserver.faults.heal()
    const { client } = this.engine
    await client.call('account.catchUp', { account: this.account, timeoutMs: 20_000 })
    await eventually('what waited is sent', async () => this.arrived('said in the dark') === 1)
    const rooms = await client.call('room.list', { account: this.account, filter: 'all', limit: 100 })
    assert.ok(rooms.length >= 10, `${rooms.length} rooms`)
    assert.equal((await this.row()).remedy, null)
  }
}

const failsWith = (code: string) => (error: unknown): boolean => error instanceof CallRefused && error.failure?.code === code

describe('a store', () => {
  for (const [name, damage] of Object.entries(damages)) {
    test(`${name} says so, stays as it is, and is rebuilt when that is wanted`, async (t) => {
      const scene = await Scene.open(t)
      const file = scene.file(/^store\.db$/)
      damage(file)
      const damaged = readFileSync(file)
      await scene.start()
      const { client } = scene.engine
      await client.call('room.list', { account: scene.account, filter: 'all', limit: 100 }).catch(() => undefined)
      await eventually('it is noticed', async () => (await scene.row()).remedy === 'rebuild')
      const { connection, reason } = await scene.row()
      assert.equal(connection, 'stopped')
      assert.match(reason ?? '', /damaged/)
      assert.deepEqual(readFileSync(file), damaged)

      const rebuilt = await client.call('account.rebuild', { account: scene.account })
      assert.match(rebuilt.file, /^store-damaged-.*\.db$/)
      assert.deepEqual(readFileSync(join(scene.folder, rebuilt.file)), damaged)
      scene.homeserver.faults.heal()
      await client.call('account.catchUp', { account: scene.account, timeoutMs: 20_000 })
      assert.ok((await client.call('room.list', { account: scene.account, filter: 'all', limit: 100 })).length >= 10)
      assert.equal((await scene.row()).remedy, null)
      if (rebuilt.operations > 0) await eventually('what waited is sent', async () => scene.arrived('said in the dark') === 1)
    })
  }

  test('damaged where events are gives up nothing of the outbox, drafts and keys', async (t) => {
    const scene = await Scene.open(t)
    const file = scene.file(/^store\.db$/)
    const whole = readFileSync(file)
    // The last tables are those that are filled first by a sync; the outbox lies elsewhere.
    flip(Math.floor(whole.length / 4_096) * 4_096 - 4_000, 50)(file)
    await scene.start()
    const { operations, drafts } = await scene.engine.client.call('account.rebuild', { account: scene.account })
    assert.deepEqual([operations, drafts], [1, 1])
    assert.ok(readdirSync(scene.folder).some((name) => name.startsWith('crypto-')))
    await scene.goesOn()
    const draft = await scene.engine.client.watch('room', { account: scene.account, roomId: scene.roomId })
    assert.match(JSON.stringify(draft.rows), /half a thought/)
  })

  test('whose log is damaged, or gone, goes on from what was in the file, and asks for the rest again', async (t) => {
    for (const spoil of [(log: string) => rmSync(log, { force: true }), flip(40_000, 10)]) {
      const scene = await Scene.open(t)
      await scene.start()
      scene.homeserver.faults.heal()
      scene.homeserver.traffic.burst(200)
      await scene.engine.client.call('account.catchUp', { account: scene.account, timeoutMs: 20_000 })
      // As after a power cut: the log has not been put away.
      const copies = ['store.db', 'store.db-wal'].map((name) => [name, readFileSync(join(scene.folder, name))] as const)
      await scene.engine.stop()
      for (const [name, bytes] of copies) writeFileSync(join(scene.folder, name), bytes)
      spoil(join(scene.folder, 'store.db-wal'))
      await scene.start()
      await scene.engine.client.call('account.catchUp', { account: scene.account, timeoutMs: 20_000 })
      assert.equal((await scene.row()).remedy, null)
      assert.ok((await scene.engine.client.call('room.list', { account: scene.account, filter: 'all', limit: 100 })).length >= 10)
    }
  })
})

describe('a rebuilding', () => {
  test('of a store that is whole keeps what waits, and everything comes again', async (t) => {
    const scene = await Scene.open(t)
    await scene.start()
    const { client } = scene.engine
    await client.call('history.download', { account: scene.account, roomId: scene.roomId })
    const { operations, drafts, isWhole } = await scene.engine.client.call('account.rebuild', { account: scene.account })
    assert.deepEqual([operations, drafts, isWhole], [1, 1, true])
    await scene.goesOn()
    const histories = await client.watch('history', { account: scene.account })
    await histories.until((rows) => rows.some(({ roomId, state }) => roomId === scene.roomId && state === 'complete'))
  })

  test('that was cut off between the old and the new is brought to its end at the next start', async (t) => {
    const scene = await Scene.open(t)
    const store = scene.file(/^store\.db$/)
    // The new one is complete, the old one is aside; only the last name is not given yet.
    writeFileSync(join(scene.folder, 'store-new.db'), readFileSync(store))
    rmSync(store)
    writeFileSync(`${store}-wal`, 'of another time')
    await scene.start()
    await scene.goesOn()
    assert.ok(!readdirSync(scene.folder).includes('store-new.db'))
  })

  test('of an account that is not here is refused', async (t) => {
    const engine = await openEngine(await tempFolderFor(t))
    t.after(() => engine.stop())
    await assert.rejects(engine.client.call('account.rebuild', { account: '@nobody:example.org' as UserId }), failsWith('not-signed-in'))
  })
})

describe('keys', () => {
  for (const [name, damage] of Object.entries(damages).slice(0, 2)) {
    test(`${name} are never wiped: what was read stays readable, and signing in again goes on as a new device`, async (t) => {
      const scene = await Scene.open(t)
      const file = scene.file(/^crypto-.*\.db$/)
      damage(file)
      const damaged = readFileSync(file)
      scene.homeserver.faults.heal()
      await scene.start()
      const { client } = scene.engine
      const { deviceId } = await scene.row()
      await eventually('it is noticed', async () => (await scene.row()).remedy === 'sign-in')
      const { connection, reason } = await scene.row()
      assert.equal(connection, 'stopped')
      assert.match(reason ?? '', /keys on this computer are damaged.*Sign in again.*recovery/)
      assert.ok((await client.call('room.list', { account: scene.account, filter: 'all', limit: 100 })).length >= 10)
      assert.deepEqual(readFileSync(file), damaged)

      const again = await client.call('account.reauthenticate', { account: scene.account, password })
      assert.notEqual(again.deviceId, deviceId)
      await scene.goesOn()
      assert.deepEqual(readFileSync(file), damaged)
    })
  }
})

describe('the cache of pictures and files', () => {
  for (const [name, damage] of Object.entries(damages)) {
    test(`${name} is put aside and begun anew by itself; what waits to be sent comes over as far as it is whole`, async (t) => {
      const scene = await Scene.open(t)
      await scene.start()
      const bytes = new Uint8Array(300_000).map((_, at) => at % 251)
      await scene.engine.client.call('message.sendFile', {
        account: scene.account, roomId: scene.roomId, source: { from: 'bytes', bytes, name: 'figures.bin' },
      })
      await scene.engine.stop()
      const file = scene.file(/^media\.db$/)
      damage(file)
      await scene.start()
      const { client } = scene.engine
      assert.equal((await scene.row()).remedy, null)
      scene.homeserver.faults.heal()
      await client.call('account.catchUp', { account: scene.account, timeoutMs: 20_000 })
      const waits = await client.call('outbox.list', { account: scene.account })
      // Sent, or refused with a word about the file that is no longer whole: never half of it.
      assert.ok(waits.every(({ state, reason }) => state === 'failed' && (reason ?? '') !== ''), JSON.stringify(waits))
      const isAside = readdirSync(scene.folder).some((one) => /^media-damaged-.*\.db$/.test(one))
      assert.ok(isAside || waits.length === 0)
      if (isAside) assert.ok(scene.engine.logged.some((line) => line.includes('put aside')))
    })
  }
})
