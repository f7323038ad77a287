import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { DeviceRow } from '../../../preload/contract/index.ts'
import { eventually } from '../../harness/eventually.ts'
import { FaultProxy } from '../../harness/fault-proxy.ts'
import type { Person } from '../../harness/person.ts'
import { failsWith, SignedIn } from '../../harness/signed-in.ts'
import { useSynapse, type TestSynapse } from '../../harness/synapse.ts'

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

/** The account's public master key, as the server has it. */
async function masterKey(person: Person): Promise<string | undefined> {
  const answer = await person.request('POST', '/keys/query', { device_keys: { [person.userId]: [] } })
  const { master_keys: keys = {} } = answer as { master_keys?: Record<string, { keys: Record<string, string> }> }
  return Object.values(keys[person.userId]?.keys ?? {})[0]
}

const signingUpload = /POST .*\/keys\/device_signing\/upload/
/** As a server that wants to see the password for a first identity as well. */
const challenge = { session: 's', flows: [{ stages: ['m.login.password'] }], params: {} }

describe('the identity of an account', () => {
  test('is finished at the next start, wherever making it was cut off', async (t) => {
    for (const step of [/POST .*\/keys\/upload/, signingUpload, /POST .*\/keys\/signatures\/upload/]) {
      for (const kind of ['refuse', 'lose-answer'] as const) {
        const person = await synapse.person()
        const proxy = await FaultProxy.open(synapse.url)
        t.after(() => proxy.dispose())
        proxy.inject(step, { kind })
        const ours = await SignedIn.open(t, person, proxy.url)
        const made = await masterKey(person)
        proxy.heal()
        await ours.restart()
        await ours.until(({ device }) => device === 'verified')
        if (made !== undefined) assert.equal(await masterKey(person), made, `${step.source} ${kind}`)
      }
    }
  })

  test('waits for the password where the server wants it, which a sign-in has at hand', async (t) => {
    const person = await synapse.person()
    const proxy = await FaultProxy.open(synapse.url)
    t.after(() => proxy.dispose())
    // Once to learn that it does, and once more after it was made sure that no other device was quicker.
    proxy.inject(signingUpload, { kind: 'answer', status: 401, body: challenge }, 2)
    const ours = await SignedIn.open(t, person, proxy.url)
    await ours.until(({ device, needsPassword }) => device === 'verified' && !needsPassword)
    const repeated = proxy.seen(signingUpload).map(({ body }): { auth?: Record<string, unknown> } => JSON.parse(body)).at(-1)
    assert.deepEqual(repeated?.auth, {
      type: 'm.login.password', session: 's', password: person.password, identifier: { type: 'm.id.user', user: person.userId },
    })
  })

  test('is asked for the password later, when it was not made at the sign-in', async (t) => {
    const person = await synapse.person()
    const proxy = await FaultProxy.open(synapse.url)
    t.after(() => proxy.dispose())
    proxy.inject(signingUpload, { kind: 'refuse' })
    const ours = await SignedIn.open(t, person, proxy.url)
    const { account } = ours
    proxy.heal()
    proxy.inject(signingUpload, { kind: 'answer', status: 401, body: challenge })
    await ours.restart()
    await ours.until(({ device, needsPassword }) => device === 'no-identity' && needsPassword)
    await assert.rejects(ours.client.call('encryption.setUp', { account }), failsWith('password-needed'))
    await assert.rejects(ours.client.call('encryption.setUp', { account, password: 'wrong' }), failsWith('wrong-credentials'))
    proxy.heal()
    proxy.inject(signingUpload, { kind: 'answer', status: 401, body: challenge }, 2)
    await ours.client.call('encryption.setUp', { account, password: person.password })
    await ours.until(({ device, needsPassword }) => device === 'verified' && !needsPassword)
  })

  test('is replaced only with the password, and everything begins anew', async (t) => {
    const person = await synapse.person()
    const ours = await SignedIn.open(t, person)
    const { client, account } = ours
    await ours.encryptedRoom('kept')
    const first = await client.call('recovery.setUp', { account, passphrase: 'open sesame' })
    const other = await SignedIn.open(t, person)
    await other.client.call('recovery.restore', { account, recoveryKey: 'open sesame' })
    await other.until(({ device }) => device === 'verified')
    const before = await masterKey(person)

    await assert.rejects(client.call('encryption.reset', { account }), failsWith('password-needed'))
    await assert.rejects(client.call('encryption.reset', { account, password: 'wrong' }), failsWith('wrong-credentials'))
    assert.equal(await masterKey(person), before)
    await ours.until(({ device, recovery }) => device === 'verified' && recovery === 'set-up')

    const { recoveryKey } = await client.call('encryption.reset', { account, password: person.password })
    assert.notEqual(await masterKey(person), before)
    await ours.until(({ device, recovery, backup, backedUp }) =>
      device === 'verified' && recovery === 'set-up' && backup === 'on' && backedUp?.done === backedUp?.total)
    await other.until(({ device }) => device === 'unverified')

    const later = await SignedIn.open(t, person)
    for (const old of [first.recoveryKey, 'open sesame']) {
      await assert.rejects(later.client.call('recovery.restore', { account, recoveryKey: old }), failsWith('wrong-key'))
    }
    assert.deepEqual(await later.client.call('recovery.restore', { account, recoveryKey }), { restored: 1, verified: true })
  })

  test('begins anew on a device that has lost everything, by a reset of recovery', async (t) => {
    const person = await synapse.person()
    const lost = await SignedIn.open(t, person)
    await lost.client.call('recovery.setUp', { account: lost.account })
    const { client, account, until } = await signedInAgain(t, person)
    await assert.rejects(client.call('recovery.setUp', { account }), failsWith('bad-input'))
    await assert.rejects(client.call('recovery.setUp', { account, reset: true }), failsWith('password-needed'))
    const { recoveryKey } = await client.call('recovery.setUp', { account, reset: true, password: person.password })
    await until('verified')
    const later = await SignedIn.open(t, person)
    assert.deepEqual(await later.client.call('recovery.restore', { account, recoveryKey }), { restored: 0, verified: true })
  })
})

async function signedInAgain(t: Parameters<typeof SignedIn.open>[0], person: Person) {
  const signedIn = await SignedIn.open(t, person)
  return {
    client: signedIn.client, account: signedIn.account,
    until: (standing: string) => signedIn.until(({ device, recovery, backup }) => device === standing && recovery === 'set-up' && backup === 'on'),
  }
}

describe('the devices of an account', () => {
  test('are listed, renamed and signed out, with the password when the server asks for it', async (t) => {
    const person = await synapse.person()
    const ours = await SignedIn.open(t, person)
    const { client, account, deviceId } = ours
    const other = await SignedIn.open(t, person)
    const view = await client.watch('devices', { account })
    const find = (rows: readonly DeviceRow[], id: string): DeviceRow | undefined => rows.find((row) => row.deviceId === id)
    const rows = await view.until((list, { state }) => state === 'ready' && find(list, other.deviceId)?.trust === 'unverified')
    assert.deepEqual([rows[0]?.deviceId, rows[0]?.isCurrent, rows[0]?.trust], [deviceId, true, 'verified'])
    assert.match(String(rows[0]?.fingerprint), /^(?:[A-Za-z0-9+/]{4} ){10}[A-Za-z0-9+/]{3}$/)
    // The harness's own sign-in never had keys.
    assert.deepEqual([find(rows, person.deviceId)?.trust, find(rows, person.deviceId)?.fingerprint], ['no-keys', null])

    await client.call('device.rename', { account, deviceId: other.deviceId, name: 'Old laptop\u202e' })
    await view.until((list) => find(list, other.deviceId)?.name === 'Old laptop')
    await assert.rejects(client.call('device.signOut', { account, deviceIds: [deviceId] }), failsWith('bad-input'))
    await assert.rejects(client.call('device.signOut', { account, deviceIds: [other.deviceId] }), failsWith('password-needed'))
    await assert.rejects(client.call('device.signOut', { account, deviceIds: [other.deviceId], password: 'wrong' }), failsWith('wrong-credentials'))
    await client.call('device.signOut', { account, deviceIds: [other.deviceId], password: person.password })
    await view.until((list) => find(list, other.deviceId) === undefined)
    await view.stop()
  })

  test('begin anew with the keys of the one before, when the server has ended that for good', async (t) => {
    const person = await synapse.person()
    const ours = await SignedIn.open(t, person)
    const { client, account, deviceId } = ours
    await ours.encryptedRoom('before')
    const { recoveryKey } = await client.call('recovery.setUp', { account })
    await person.request('POST', '/delete_devices', {
      devices: [deviceId], auth: { type: 'm.login.password', identifier: { type: 'm.id.user', user: person.userId }, password: person.password },
    })
    const accounts = await client.watch('accounts', {})
    await accounts.until(([row]) => row?.connection === 'signed-out')
    const again = await client.call('account.login', { homeserver: person.url, user: person.localpart, password: person.password })
    assert.notEqual(again.deviceId, deviceId)
    await eventually('the keys are here', async () => {
      const { keys } = await client.call('keys.export', { account, path: `${ours.dir}/keys`, passphrase: 'x' })
      return keys === 1
    })
    await ours.until(({ state, device }) => state === 'ready' && device === 'unverified')
    assert.deepEqual(await client.call('recovery.restore', { account, recoveryKey }), { restored: 1, verified: true })
  })

  test('that verify each other share the secrets, and the keys come from the backup', async (t) => {
    const person = await synapse.person()
    const ours = await SignedIn.open(t, person)
    const { account } = ours
    await ours.encryptedRoom('one', 'two')
    await ours.client.call('recovery.setUp', { account })
    await ours.until(({ backedUp }) => backedUp?.done === 1)
    const later = await SignedIn.open(t, person)
    await later.until(({ device, backup }) => device === 'unverified' && backup === 'off')

    const { flowId } = await later.client.call('verification.request', { account, userId: account, deviceId: ours.deviceId })
    const sides = [ours, later]
    const views = await Promise.all(sides.map((side) => side.client.watch('verifications', { account })))
    await views[0]?.until(([row]) => row?.state === 'asked')
    await ours.client.call('verification.accept', { account, flowId })
    await views[1]?.until(([row]) => row?.state === 'ready')
    await later.client.call('verification.startEmoji', { account, flowId })
    for (const view of views) await view.until(([row]) => row?.state === 'emoji')
    for (const side of sides) await side.client.call('verification.confirm', { account, flowId, matches: true })
    await later.until(({ device, recovery, backup, backedUp }) =>
      device === 'verified' && recovery === 'set-up' && backup === 'on' && backedUp?.total === 1)
  })
})
