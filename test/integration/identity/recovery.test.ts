import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventually } from '../../harness/eventually.ts'
import { FaultProxy } from '../../harness/fault-proxy.ts'
import { Person } from '../../harness/person.ts'
import { startRecoveryClient } from '../../harness/recovery-client.ts'
import { failsWith, SignedIn } from '../../harness/signed-in.ts'
import { useSynapse, type TestSynapse } from '../../harness/synapse.ts'
import { findTraces } from '../../harness/traces.ts'

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

describe('the first sign-in of an account', () => {
  test('makes its identity, and this device is verified; a later one is not', async (t) => {
    const person = await synapse.person()
    const first = await SignedIn.open(t, person)
    const { needsPassword } = await first.until(({ device }) => device === 'verified')
    assert.equal(needsPassword, false)
    const later = await SignedIn.open(t, person)
    await later.until(({ device }) => device === 'unverified')
  })
})

describe('recovery', () => {
  test('TestCanBackupKeys: set up by us is restored by another program', async (t) => {
    const person = await synapse.person()
    const ours = await SignedIn.open(t, person)
    const { client, account } = ours
    const { recoveryKey } = await client.call('recovery.setUp', { account })
    assert.match(recoveryKey, /^Es[1-9A-HJ-NP-Za-km-z ]+$/)
    assert.deepEqual(await client.call('recovery.status', { account }), { state: 'set-up' })
    await assert.rejects(client.call('recovery.setUp', { account }), failsWith('bad-input'))

    const theirs = await startRecoveryClient(t, await Person.signIn(person.url, person.localpart, person.password))
    await theirs.restore(recoveryKey)
    const statusOf = (deviceId: string | null) => theirs.crypto.getDeviceVerificationStatus(person.userId, deviceId ?? '')
    await eventually('its device is signed', async () => (await statusOf(theirs.client.getDeviceId()))?.signedByOwner === true)
    await eventually('it holds ours for verified', async () => (await statusOf(ours.deviceId))?.crossSigningVerified === true)
    assert.equal((await theirs.crypto.checkKeyBackupAndEnable())?.trustInfo.matchesDecryptionKey, true)
    assert.deepEqual(await findTraces(ours.dir, ours.logged, [recoveryKey, recoveryKey.replaceAll(' ', ''), person.password]), [])
  })

  test('TestCanBackupKeys, TestBackupWrongRecoveryKeyFails: set up by another program is restored by us, with its key and passphrase alone', async (t) => {
    const person = await synapse.person()
    const theirs = await startRecoveryClient(t, person)
    const recoveryKey = await theirs.setUpRecovery('correct horse battery')
    for (const typed of [`  ${recoveryKey.replaceAll(' ', '\n ')}\n`, 'correct horse battery\n']) {
      const { client, account } = await SignedIn.open(t, person)
      const view = await client.watch('encryption', { account })
      await assert.rejects(client.call('recovery.restore', { account, recoveryKey: 'EsTb nonsense' }), failsWith('wrong-key'))
      await view.until(([status]) => status?.device === 'unverified' && status.recovery === 'incomplete' && status.backup === 'off')
      assert.deepEqual(await client.call('recovery.restore', { account, recoveryKey: typed }), { restored: 0, verified: true })
      await view.until(([status]) => status?.device === 'verified' && status.recovery === 'set-up' && status.backup === 'on')
    }
  })

  test('whose change is cut off goes on opening with the key that the user has', async (t) => {
    const person = await synapse.person()
    const proxy = await FaultProxy.open(synapse.url)
    t.after(() => proxy.dispose())
    const { client, account } = await SignedIn.open(t, person, proxy.url)
    const first = await client.call('recovery.setUp', { account })
    const steps = /PUT .*\/account_data\//
    const inAll = 1 + 4 + 1
    for (let step = 0; step < inAll; step += 1) {
      const done = proxy.seen(steps).length
      const passed = proxy.untilSeen(steps, done + step).then(() => proxy.inject(steps, { kind: 'refuse' }))
      await assert.rejects(client.call('recovery.setUp', { account, reset: true }))
      const lift = await passed
      lift()
      const later = await SignedIn.open(t, person)
      const restored = await later.client.call('recovery.restore', { account, recoveryKey: first.recoveryKey })
      assert.equal(restored.verified, true, `cut off after ${step} steps`)
    }
  })

  test('is told its new key when only the last answers are lost', async (t) => {
    const person = await synapse.person()
    const proxy = await FaultProxy.open(synapse.url)
    t.after(() => proxy.dispose())
    const { client, account } = await SignedIn.open(t, person, proxy.url)
    await client.call('recovery.setUp', { account })
    proxy.inject(/PUT .*m\.secret_storage\.default_key/, { kind: 'lose-answer' })
    proxy.untilSeen(/PUT .*m\.secret_storage\.default_key/, 2)
      .then(() => proxy.inject(/PUT .*m\.cross_signing/, { kind: 'refuse' }), () => undefined)
    const { recoveryKey } = await client.call('recovery.setUp', { account, reset: true })
    const later = await SignedIn.open(t, person)
    assert.equal((await later.client.call('recovery.restore', { account, recoveryKey })).verified, true)
  })
})
