/** The encryption of the made-up world: how it stands in each scene, devices, people, what cannot be read, a verification in any state. */
import type {
  DeviceId, DeviceRow, EncryptionRow, Person, PersonTrustRow, UndecryptedRow, UserId, VerificationRow, VerificationState,
} from '../../preload/contract/index.ts'
import { now, people, roomIdOf, type Scene } from './renderer-world.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** When nothing is left to do. Made when asked for: this file and the world need each other. */
const whole = (): EncryptionRow => ({
  key: people.me.userId, state: 'ready', reason: null, device: 'verified', needsPassword: false, recovery: 'set-up', backup: 'on',
  backedUp: { done: 1842, total: 1842 }, work: null, undecrypted: 0,
})

const standing: Partial<Record<Scene, Partial<EncryptionRow>>> = {
  'no-recovery': { recovery: 'none', backup: 'none', backedUp: null },
  unverified: { device: 'unverified', recovery: 'incomplete', backup: 'off', backedUp: null, undecrypted: 58 },
  unfinished: { device: 'no-identity', needsPassword: true, recovery: 'unknown', backup: 'unknown', backedUp: null },
  'broken-keys': {
    state: 'failed', device: 'unknown', recovery: 'unknown', backup: 'unknown', backedUp: null,
    reason: 'The keys on this computer belong to another device. Nothing was changed; sign in again to get new ones.',
  },
  'saving-keys': { backedUp: { done: 1210, total: 1842 }, undecrypted: 3 },
  'foreign-backup': { backup: 'untrusted', backedUp: null },
  unreadable: { undecrypted: 91 },
}

export const encryptionOf = (scene: Scene): EncryptionRow => ({ ...whole(), ...standing[scene] })

const device = (id: string, given: Partial<DeviceRow>): DeviceRow => ({
  key: id as DeviceId, deviceId: id as DeviceId, name: '', isCurrent: false, trust: 'verified', lastSeenTs: null, lastSeenAddress: null,
  fingerprint: 'Yk3P 8sWq 0vBd 61Lx Rt5N aQ2e Jm7H uZ4c Fg9K oT1i Xb8', ...given,
})

export const devicesOf = (scene: Scene): readonly DeviceRow[] => [
  device('QWERTY', {
    name: 'Causeway on Linux', isCurrent: true, trust: scene === 'unverified' ? 'unverified' : 'verified', lastSeenTs: now - minute,
  }),
  device('PHONEAAA', { name: 'Element X on Pixel 8', lastSeenTs: now - 42 * minute, lastSeenAddress: '198.51.100.23' }),
  device('TABLETBB', {
    name: 'Fractal on the old laptop in the kitchen', trust: scene === 'new-device' ? 'unverified' : 'verified', lastSeenTs: now - 31 * day,
    lastSeenAddress: '2001:db8::17',
  }),
  device('BOTBOTCC', { name: 'weather-bot', trust: 'no-keys', lastSeenTs: now - 3 * day, fingerprint: null }),
]

export function trustOf(userId: UserId, given: Partial<PersonTrustRow> = {}): PersonTrustRow {
  const trust: PersonTrustRow['trust'] = userId === people.anna.userId ? 'verified' : userId === people.gus.userId ? 'unknown' : 'normal'
  const fingerprint = 'gB2s Wq9v Td61 LxRt 5NaQ 2eJm 7HuZ 4cFg 9KoT 1iXb 8Yk'
  return {
    key: userId, userId, trust, fingerprint: trust === 'unknown' ? null : fingerprint,
    devices: trust === 'unknown' ? [] : [
      { deviceId: 'ANNAPHONE' as DeviceId, name: 'Element X on iPhone', isSigned: true, fingerprint },
      { deviceId: 'ANNAOLDPC' as DeviceId, name: '', isSigned: false, fingerprint },
    ],
    ...given,
  }
}

const cause = (row: Omit<UndecryptedRow, 'key' | 'oldestTs' | 'newestTs'>): UndecryptedRow =>
  ({ key: row.cause, oldestTs: now - 40 * day, newestTs: now - 20 * minute, ...row })

const inRooms = (...counts: readonly (readonly [string, string, number])[]): UndecryptedRow['rooms'] =>
  counts.map(([id, name, count]) => ({ roomId: roomIdOf(id), name, count }))

export const undecryptedOf = (scene: Scene): readonly UndecryptedRow[] => scene !== 'unreadable' ? [] : [
  cause({
    cause: 'in-backup', remedy: 'restore', count: 58,
    rooms: inRooms(['general', 'General', 31], ['dm-anna', 'Anna Bell', 17], ['design', 'Design review', 6], ['garden', 'Garden', 4]),
  }),
  cause({ cause: 'no-key', remedy: 'wait', count: 21, rooms: inRooms(['general', 'General', 20], ['dm-ben', 'Ben Okafor', 1]) }),
  cause({ cause: 'unsigned-device', remedy: 'include-unsigned', count: 7, rooms: inRooms(['dm-farah', 'Farah N.', 7]) }),
  cause({ cause: 'before-joining', remedy: 'nothing', count: 4, rooms: inRooms(['standup', 'Stand-up', 4]) }),
  cause({ cause: 'forged', remedy: 'nothing', count: 1, rooms: inRooms(['irc', '#causeway', 1]) }),
]

const emoji = [['🐶', 'Dog'], ['☂️', 'Umbrella'], ['🎂', 'Cake'], ['🚀', 'Rocket'], ['🔧', 'Spanner'], ['👍', 'Thumbs Up'], ['⏳', 'Hourglass']] as const

/** As long as a real one, with the same beginning; the rest is made up. */
const code = Uint8Array.from({ length: 142 }, (_unused, at) => [...'MATRIX'][at]?.charCodeAt(0) ?? (at * 73 + 41) % 256)

/** A verification with `person` (me: with one of my own devices). */
export function verification(person: Person, state: VerificationState, given: Partial<VerificationRow> = {}): VerificationRow {
  const isSelf = person.userId === people.me.userId
  return {
    key: 'flow', flowId: 'flow', person, isSelf, state, weStarted: state !== 'asked', roomId: isSelf ? null : roomIdOf('dm-anna'),
    deviceId: 'PHONEAAA' as DeviceId, deviceName: isSelf ? 'Element X on Pixel 8' : null,
    emoji: state === 'emoji' ? emoji.map(([symbol, name]) => ({ symbol, name })) : null,
    code: state === 'ready' ? code : null, canEmoji: state === 'ready', canScan: state === 'ready',
    reason: state === 'cancelled' ? 'Nobody answered in time.' : null, expiresAt: now + 10 * minute, ...given,
  }
}
