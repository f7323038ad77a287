/**
 * A small made-up world for looking at the window without an engine: people, rooms, spaces, and a scene that says what is going on.
 * Everything in it is fixed, so that two pictures of a scene are the same picture.
 */
import {
  defaultSettings,
  type AccountRow, type AppRow, type DeviceId, type DeviceRow, type EncryptionRow, type HistoryRow, type LocalId, type MemberRow, type OutboxRow, type Person,
  type PersonTrustRow, type Preview, type RoomDetailsRow, type RoomId, type RoomRow, type Settings, type SpaceRow, type UndecryptedRow,
  type UserId, type VerificationRow,
} from '../../preload/contract/index.ts'
import { devicesOf, encryptionOf, undecryptedOf } from './renderer-encryption.ts'

export const scenes = [
  'normal', 'many', 'empty', 'sign-in', 'offline', 'signed-out', 'stopped', 'first-sync', 'outbox', 'slow',
  'locked', 'locked-passphrase', 'starting', 'restarting', 'failed',
  'no-recovery', 'unverified', 'unfinished', 'broken-keys', 'saving-keys', 'foreign-backup', 'new-device', 'unreadable',
  'indexing', 'broken-search', 'downloading',
] as const
export type Scene = (typeof scenes)[number]

/** Monday noon, local time. */
export const now = new Date(2026, 10, 23, 12, 4).getTime()
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const server = 'harbour.example'
export const userId = (localpart: string): UserId => `@${localpart}:${server}` as UserId
export const roomIdOf = (name: string): RoomId => `!${name}:${server}` as RoomId
export const localIdOf = (name: string): LocalId => `cw${name}` as LocalId

/** A picture without a network: two colours and a shape. */
const picture = (hue: number): string => `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><defs><linearGradient id="g" x2="1" y2="1">`
  + `<stop stop-color="hsl(${hue},60%,62%)"/>`
  + `<stop offset="1" stop-color="hsl(${hue + 50},55%,40%)"/></linearGradient></defs><rect width="64" height="64" fill="url(#g)"/>`
  + `<circle cx="32" cy="26" r="12" fill="#fff" opacity=".85"/><path d="M8 64a24 24 0 0 1 48 0z" fill="#fff" opacity=".85"/></svg>`,
)}`

export const person = (name: string, localpart = name.split(' ')[0]?.toLowerCase() ?? 'x', hue: number | null = null): Person =>
  ({ userId: userId(localpart), name, avatar: hue === null ? null : picture(hue) })

export const people = {
  me: person('Mira Holt', 'mira', 210),
  anna: person('Anna Bell', 'anna', 20),
  ben: person('Ben Okafor'),
  chiyo: person('佐藤 千代', 'chiyo', 320),
  dana: person('דנה לוי', 'dana'),
  emil: person('Emil Sørensen', 'emil', 150),
  farah: person('Farah N.'),
  gus: person('Gus'),
} as const

const said = (sender: Person, text: string, given: Partial<Preview> = {}): Preview =>
  ({ sender, isMine: sender === people.me, kind: 'text', text, line: null, ...given })

type Given = Partial<Omit<RoomRow, 'type' | 'key' | 'roomId'>> & { readonly id: string; readonly ago?: number }

function room({ id, ago = hour, ...given }: Given): RoomRow {
  return {
    type: 'room', key: roomIdOf(id), roomId: roomIdOf(id), name: id, avatar: null, section: 'rooms', membership: 'join',
    isEncrypted: false, isDirect: false, isMuted: false, isFavourite: false, isSpace: false,
    unread: 0, mentions: 0, isMarkedUnread: false, lastEventTs: now - ago, preview: null, inviter: null,
    isEmpty: false, outbox: 'none', hasDraft: false, network: null, ...given,
  }
}

const direct = (who: Person, given: Omit<Given, 'id'>): RoomRow => room({
  id: `dm-${who.userId.slice(1).split(':')[0]}`, name: who.name, avatar: who.avatar, section: 'people', isDirect: true, isEncrypted: true,
  ...given,
})

export function madeRooms(): readonly RoomRow[] {
  const { me, anna, ben, chiyo, dana, emil, farah, gus } = people
  return [
    room({ id: 'sail', name: 'Sailing club', section: 'invites', membership: 'invite', inviter: emil, ago: 20 * minute, unread: 1 }),
    room({ id: 'launch', name: 'Launch week', section: 'favourites', isFavourite: true, avatar: picture(260), ago: 2 * minute,
      unread: 12, mentions: 1,
      preview: said(anna, 'Mira, can you look at the release notes before three? I moved the crash fix to the top.') }),
    room({ id: 'design', name: 'Design review', section: 'favourites', isFavourite: true, ago: 41 * minute,
      preview: said(me, 'rail-icons-v3.png', { kind: 'image' }), outbox: 'waiting' }),
    direct(anna, { ago: 4 * minute, unread: 2, preview: said(anna, 'Are you coming to the harbour tonight? 🌊') }),
    direct(ben, { ago: 3 * hour, preview: said(me, 'See you at the station.'), hasDraft: true }),
    direct(chiyo, { ago: day, preview: said(chiyo, '了解です。明日送ります。') }),
    direct(dana, { ago: 3 * day, preview: said(dana, 'נתראה ביום ראשון', {}), isMuted: true, unread: 4 }),
    direct(farah, { ago: 9 * day, preview: said(farah, '', { kind: 'voice' }), outbox: 'failed' }),
    room({ id: 'general', name: 'General', ago: 9 * minute, unread: 3, preview: said(gus, 'the build is green again'), isEncrypted: true }),
    room({ id: 'standup', name: 'Stand-up', ago: 2 * hour,
      preview: said(emil, '', { kind: 'member', line: { what: 'joined', target: emil, reason: '' } }) }),
    room({ id: 'irc', name: '#causeway', ago: 5 * hour, network: 'IRC', unread: 128, isMuted: true,
      preview: said(gus, 'anyone running it on BSD?') }),
    room({ id: 'photos', name: 'Photos from the coast and everything that was left on the old camera', ago: 2 * day, avatar: picture(100),
      preview: said(emil, 'IMG_2041.jpg', { kind: 'image' }) }),
    room({ id: 'polls', name: 'Lunch', ago: 4 * day, preview: said(ben, 'Where do we go on Friday?', { kind: 'poll' }) }),
    room({ id: 'marked', name: 'Read later', ago: 6 * day, isMarkedUnread: true,
      preview: said(anna, 'A long read about tide tables and why they are wrong') }),
    room({ id: 'garden', name: 'Garden', ago: 30 * day, isEncrypted: true, preview: said(chiyo, '', { kind: 'unreadable' }) }),
    room({ id: 'archive', name: 'Old project', section: 'low-priority', ago: 400 * day, preview: said(gus, 'closing this one') }),
  ]
}

export function manyRooms(count: number): readonly RoomRow[] {
  const senders = [people.anna, people.ben, people.emil, people.gus]
  return [...madeRooms(), ...Array.from({ length: count }, (_unused, index) => room({
    id: `many${index}`, name: `Room number ${index + 1}`, ago: 5 * hour + index * 17 * minute, unread: index % 9 === 0 ? index % 40 : 0,
    preview: said(senders[index % senders.length] ?? people.gus, `message ${index * 7}`),
  }))]
}

export const spaces: readonly SpaceRow[] = [
  { key: 'harbour', roomId: roomIdOf('harbour'), name: 'Harbour Co-op', avatar: picture(190), unread: 15, mentions: 1 },
  { key: 'family', roomId: roomIdOf('family'), name: 'Family', avatar: null, unread: 0, mentions: 0 },
  { key: 'open', roomId: roomIdOf('open'), name: 'Open Tides', avatar: null, unread: 3, mentions: 0 },
]

export const members = (count: number): readonly MemberRow[] => {
  const known: readonly MemberRow[] = Object.values(people).map((who, index) => (
    { key: who.userId, person: who, membership: index === 6 ? 'invite' : 'join', powerLevel: index === 0 ? 100 : index === 1 ? 50 : 0 }
  ))
  const others = Array.from({ length: Math.max(0, count - known.length) }, (_unused, index): MemberRow => {
    const who = person(`Member ${index + 1}`, `member${index + 1}`)
    return { key: who.userId, person: who, membership: 'join', powerLevel: 0 }
  })
  return [...known, ...others]
}

export const account = (given: Partial<AccountRow> = {}): AccountRow => ({
  key: people.me.userId, userId: people.me.userId, deviceId: 'QWERTY' as DeviceId, homeserver: `https://matrix.${server}`,
  name: people.me.name, avatar: people.me.avatar, connection: 'online', retryAt: null, reason: null, remedy: null, firstSync: null, indexing: null,
  unread: 22, mentions: 1, waiting: 0, failed: 0, ...given,
})

const operation = (id: string, given: Partial<OutboxRow>): OutboxRow => ({
  key: localIdOf(id), localId: localIdOf(id), roomId: roomIdOf('launch'), roomName: 'Launch week', operation: 'message', state: 'waiting',
  createdTs: now - 5 * minute, summary: '', reason: null, ...given,
})

export const outbox: readonly OutboxRow[] = [
  operation('1', { summary: 'The release notes are fine, ship it' }),
  operation('2', { roomId: roomIdOf('design'), roomName: 'Design review', operation: 'file', summary: 'rail-icons-v3.png' }),
  operation('3', {
    roomId: roomIdOf('dm-farah'), roomName: 'Farah N.', state: 'failed', summary: 'Happy birthday!',
    reason: 'The room does not allow you to write.',
  }),
]

export const historyOf = (id: string, roomName: string, given: Partial<HistoryRow> = {}): HistoryRow => ({
  key: roomIdOf(id), roomId: roomIdOf(id), roomName, state: 'none', completeFrom: now - 250 * day, events: 1240, reason: null, ...given,
})

export type World = {
  app: AppRow
  accounts: readonly AccountRow[]
  rooms: readonly RoomRow[]
  spaces: readonly SpaceRow[]
  outbox: readonly OutboxRow[]
  encryption: EncryptionRow
  devices: readonly DeviceRow[]
  verifications: readonly VerificationRow[]
  undecrypted: readonly UndecryptedRow[]
  /** Those whose trust is another one than people have at first. */
  trust: readonly PersonTrustRow[]
  /** In every encrypted room. */
  changed: RoomDetailsRow['changedIdentities']
  /** Of rooms whose history was asked for. */
  history: readonly HistoryRow[]
  settings: Settings
}

const app = (given: Partial<AppRow> = {}): AppRow =>
  ({ key: 'app', version: '0.1.0', platform: 'linux', engine: 'ready', lock: null, message: null, isStandInRuntime: true, ...given })

const lock = (reason: NonNullable<AppRow['lock']>['reason'], message: string, asksPassphrase = false): AppRow =>
  app({ engine: 'locked', lock: { reason, message, asksPassphrase } })

const appOf: Partial<Record<Scene, AppRow>> = {
  locked: lock('keychain-locked',
    'The keychain of this computer is locked, and the key to your messages is in it. Unlock it and try again.'),
  'locked-passphrase': lock('passphrase-needed', 'This profile is protected by a passphrase.', true),
  starting: app({ engine: 'starting' }),
  restarting: app({ engine: 'restarting' }),
  failed: app({
    engine: 'failed', message: 'The engine stopped five times within a minute. Start it again; if that does not help, restart.',
  }),
}

const accountOf: Partial<Record<Scene, AccountRow>> = {
  offline: account({ connection: 'offline', retryAt: now + 24_000, reason: 'The server cannot be reached.', waiting: 2 }),
  outbox: account({ connection: 'offline', retryAt: now + 24_000, reason: 'The server cannot be reached.', waiting: 2, failed: 1 }),
  'signed-out': account({ connection: 'signed-out', reason: 'The server ended this session.' }),
  stopped: account({ connection: 'stopped', reason: 'The disk is full. Make some space; then Causeway goes on.' }),
  'first-sync': account({ firstSync: { done: 42, total: 180 } }),
}

export function worldOf(scene: Scene, settings: Partial<Settings>): World {
  const isEmpty = scene === 'empty' || scene === 'sign-in'
  return {
    app: appOf[scene] ?? app(),
    accounts: scene === 'sign-in' ? [] : [accountOf[scene] ?? account(isEmpty ? { unread: 0, mentions: 0 } : {})],
    rooms: isEmpty ? [] : scene === 'many' ? manyRooms(3000) : madeRooms(),
    spaces: isEmpty ? [] : spaces,
    outbox: scene === 'outbox' || scene === 'offline' ? outbox : [],
    encryption: encryptionOf(scene),
    devices: devicesOf(scene),
    verifications: [],
    undecrypted: undecryptedOf(scene),
    trust: [],
    changed: [],
    history: scene === 'downloading' ? [historyOf('launch', 'Launch week', { state: 'loading', events: 2841 })] : [],
    settings: { ...defaultSettings, ...settings },
  }
}
