/** What the scripted bridge does about encryption: secrets are always the same, and a verification goes on by itself as another program's would. */
import type { DeviceRow, Outcome, VerificationRow, VerificationState } from '../../preload/contract/index.ts'
import type { Answers, Script } from './renderer-answers.ts'
import { encryptionOf, trustOf, verification } from './renderer-encryption.ts'
import { people } from './renderer-world.ts'

const answersAfterMs = 80
const recoveryKey = 'EsTc Yd3v 9qKn 2WmP b7Xr Lh5J uA8e Zt1G oV6s NfQ4 iRk2 CpD9'

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value })
const done = (): Outcome<Record<string, never>> => ok({})
const wrongPassword: Outcome<never> = { ok: false, failure: { code: 'wrong-credentials', message: 'The password is wrong.' } }
const needed: Outcome<never> = { ok: false, failure: { code: 'password-needed', message: 'The server asks for your password.' } }
const wrongKey: Outcome<never> = { ok: false, failure: { code: 'wrong-key', message: 'This is not the right key.' } }

/** As a server does that wants to be sure: asks for the password, which is "harbour". */
const withPassword = <T>(password: string | undefined, then: () => Outcome<T>): Outcome<T> =>
  password === undefined ? needed : password === 'harbour' ? then() : wrongPassword

const knowing = (script: Script, given: object): void => script.change({ encryption: { ...script.world.encryption, ...given } })

function become(script: Script, state: VerificationState, given: Partial<VerificationRow> = {}): void {
  const [row] = script.world.verifications
  if (row === undefined) return
  const next = verification(row.person, state, { flowId: row.flowId, key: row.key, weStarted: row.weStarted, ...given })
  script.change({ verifications: [next] })
}

/** What the other side does next, a moment later, unless it was called off meanwhile. */
function later(script: Script, from: VerificationState, to: VerificationState): void {
  setTimeout(() => { if (script.world.verifications[0]?.state === from) become(script, to) }, answersAfterMs)
}

function confirm(script: Script, matches: boolean): Outcome<Record<string, never>> {
  if (!matches) become(script, 'cancelled', { reason: 'The emoji did not match.' })
  else {
    become(script, 'confirmed')
    later(script, 'confirmed', 'done')
  }
  return done()
}

type Name = Extract<keyof Answers, `${'encryption' | 'recovery' | 'keys' | 'device' | 'verification' | 'trust'}.${string}`>

export const encryptionAnswers: Partial<Pick<Answers, Name>> = {
  'encryption.setUp': ({ password }, script) => withPassword(password, () => {
    knowing(script, { ...encryptionOf('no-recovery') })
    return done()
  }),
  'encryption.reset': ({ password }, script) => withPassword(password, () => {
    knowing(script, { ...encryptionOf('normal') })
    return ok({ recoveryKey })
  }),
  'encryption.retry': () => ok({ decrypted: 3 }),
  'recovery.setUp': (_input, script) => {
    knowing(script, { ...encryptionOf('normal') })
    return ok({ recoveryKey })
  },
  'recovery.restore': ({ recoveryKey: typed }, script) => {
    if (typed.replace(/\s/gu, '') !== recoveryKey.replace(/\s/gu, '') && typed !== 'harbour') return wrongKey
    knowing(script, { ...encryptionOf('normal') })
    return ok({ restored: 1842, verified: true })
  },
  'keys.import': ({ passphrase }) => passphrase === 'harbour' ? ok({ keys: 512 }) : wrongKey,
  'device.rename': ({ deviceId, name }, script) => {
    script.change({ devices: script.world.devices.map((row): DeviceRow => row.deviceId === deviceId ? { ...row, name } : row) })
    return done()
  },
  'device.signOut': ({ deviceIds, password }, script) => withPassword(password, () => {
    script.change({ devices: script.world.devices.filter((row) => !deviceIds.includes(row.deviceId)) })
    return done()
  }),
  'verification.request': ({ userId }, script) => {
    const person = Object.values(people).find((one) => one.userId === userId) ?? people.me
    script.change({ verifications: [verification(person, 'waiting')] })
    later(script, 'waiting', 'ready')
    return ok({ flowId: 'flow' })
  },
  'verification.accept': (_input, script) => { become(script, 'ready', { weStarted: false }); return done() },
  'verification.startEmoji': (_input, script) => { become(script, 'emoji'); return done() },
  'verification.confirm': ({ matches }, script) => confirm(script, matches),
  'verification.scan': (_input, script) => confirm(script, true),
  'verification.confirmScanned': ({ matches }, script) => confirm(script, matches),
  'verification.cancel': (_input, script) => { become(script, 'cancelled', { reason: 'You called it off.' }); return done() },
  'trust.accept': ({ userId }, script) => {
    script.change({
      changed: script.world.changed.filter(({ person }) => person.userId !== userId), trust: [trustOf(userId, { trust: 'normal' })],
    })
    return done()
  },
}
