/** What the scripted bridge answers to calls. */
import type { CallInput, CallName, CallResult, Draft, FailureCode, Outcome, RoomId, TimelineRow } from '../../preload/contract/index.ts'
import { account, people, localIdOf, roomIdOf, type Scene, type World } from './renderer-world.ts'
import { roomList } from './renderer-room-list.ts'
import { encryptionAnswers } from './scripted-encryption.ts'
import { messageAnswers } from './scripted-messages.ts'
import { searchAnswers } from './scripted-search.ts'

export type Script = {
  readonly scene: Scene
  readonly world: World
  change(next: Partial<World>): void
  refresh(): void
  timeline(roomId: RoomId): TimelineRow[]
  keepDraft(roomId: RoomId, draft: Draft | null): void
}
export type Answer<Name extends CallName> = (input: CallInput<Name>, script: Script) => Outcome<CallResult<Name>>

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value })
const done = (): Outcome<Record<string, never>> => ok({})
const queued = (): Outcome<{ localId: ReturnType<typeof localIdOf> }> => ok({ localId: localIdOf('scripted') })
const no = <T>(code: FailureCode, message: string): Outcome<T> => ({ ok: false, failure: { code, message } })

export type Answers = { readonly [Name in CallName]: Answer<Name> }

export const answers: Partial<Answers> = {
  'settings.set': (change, script) => {
    script.change({ settings: { ...script.world.settings, ...change } })
    return ok(script.world.settings)
  },
  'account.discover': ({ server }) => {
    if (server.includes('example.com')) return no('not-matrix', 'There is no Matrix server at example.com. Check the spelling.')
    if (server.includes('away')) return no('offline', 'away.example cannot be reached. Check your connection.')
    const name = server.replace(/^@[^:]*:/u, '')
    const isSso = server.includes('sso')
    return ok({ homeserver: `https://matrix.${name}`, name, canPassword: !isSso, otherFlows: isSso ? ['m.login.sso'] : [] })
  },
  'account.login': ({ password }, script) => {
    if (password !== 'harbour') return no('wrong-credentials', 'The user name or the password is wrong.')
    const signedIn = account({ unread: 0, mentions: 0, firstSync: { done: 1, total: 24 } })
    script.change({ accounts: [signedIn] })
    return ok({ userId: signedIn.userId, deviceId: signedIn.deviceId, homeserver: signedIn.homeserver })
  },
  'account.reauthenticate': ({ password }) => password === 'harbour'
    ? ok({ userId: people.me.userId, deviceId: '' as never, homeserver: '' })
    : no('wrong-credentials', 'The password is wrong.'),
  'account.reconnect': done,
  'account.rebuild': () => ok({ file: 'store-damaged.db', operations: 0, drafts: 0, isWhole: true }),
  'account.logout': (_input, script) => { script.change({ accounts: [] }); return done() },
  'app.unlock': ({ passphrase }) => passphrase === 'harbour' ? done() : no('wrong-credentials', 'The passphrase is wrong.'),
  'app.restartEngine': done, 'app.setDark': done, 'app.copy': done, 'app.openExternal': done,
  'app.saveAttachment': () => ok({ saved: true }),
  'app.readPicked': () => ({ ok: false, failure: { code: 'not-found', message: 'This picture cannot be shown before it is sent.' } }),
  'app.pickFiles': () => ok([{ fileId: 'picked', name: 'element-keys.txt', size: 84_213, mimetype: 'text/plain' }]),
  'app.exportKeys': () => ok({ saved: true, keys: 1842 }),
  'app.camera': done,
  'room.find': ({ query, limit }, script) => {
    const wanted = query.trim().toLowerCase()
    const hits = script.world.rooms.flatMap((room) => {
      const at = room.name.toLowerCase().indexOf(wanted)
      return at === -1 ? [] : [{ key: room.key, room, matches: wanted === '' ? [] : [[at, at + wanted.length] as const] }]
    })
    return ok(hits.toSorted((a, b) => b.room.lastEventTs - a.room.lastEventTs).slice(0, limit))
  },
  'room.resolve': ({ room }, script) => {
    const found = script.world.rooms.find((one) => one.roomId === room || one.name === room)
    return found === undefined ? no('not-found', 'You are not in that room.') : ok({ roomId: found.roomId })
  },
  'room.list': ({ filter, limit }, script) => {
    const rows = roomList(script.world.rooms, { filter, folded: [], isInSpace: false })
    return ok(rows.filter((row) => row.type === 'room').slice(0, limit))
  },
  'room.create': queued, 'room.join': queued, 'room.leave': queued, 'room.invite': queued, 'room.read': queued,
  'room.typing': done,
  'room.draft': ({ roomId, draft }, script) => { script.keepDraft(roomId, draft); return done() },
  'outbox.await': () => ok({ state: 'done', eventId: null, roomId: roomIdOf('general'), code: null, reason: null }),
  'outbox.retry': done,
  'outbox.cancel': ({ localId }, script) => {
    script.change({ outbox: script.world.outbox.filter((row) => row.localId !== localId) })
    return done()
  },
  ...messageAnswers,
  ...searchAnswers,
  ...encryptionAnswers,
}
