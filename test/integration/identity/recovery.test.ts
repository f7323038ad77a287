import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { UserId } from '../../../preload/contract/index.ts'
import { CallRefused, type EngineClient } from '../../harness/engine-client.ts'
import { Person } from '../../harness/person.ts'
import { startRecoveryClient } from '../../harness/recovery-client.ts'
import { openEngine } from '../../harness/running-engine.ts'
import { useSynapse, type TestSynapse } from '../../harness/synapse.ts'
import { tempFolderFor } from '../../harness/temp-folder.ts'

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

type Signed = { readonly client: EngineClient; readonly account: UserId; readonly deviceId: string }

/** Ours, signed in on a profile of its own. */
async function signIn(test: TestContext, person: Person): Promise<Signed> {
  const engine = await openEngine(await tempFolderFor(test))
  test.after(() => engine.stop())
  const { userId, deviceId } = await engine.client.call('account.login', {
    homeserver: person.url, user: person.localpart, password: person.password,
  })
  return { client: engine.client, account: userId, deviceId }
}

const failsWith = (code: string) => (error: unknown): boolean => error instanceof CallRefused && error.failure?.code === code

describe('the first sign-in of an account', () => {
  test('makes its identity, and this device is verified; a later one is not', async (t) => {
    const person = await synapse.person()
    const first = await signIn(t, person)
    const [row] = await (await first.client.watch('encryption', { account: first.account })).until(([status]) => status?.device === 'verified')
    assert.equal(row?.needsPassword, false)
    const later = await signIn(t, person)
    await (await later.client.watch('encryption', { account: later.account })).until(([status]) => status?.device === 'unverified')
  })
})

describe('recovery', () => {
  test('set up by us is restored by another program', async (t) => {
    const person = await synapse.person()
    const ours = await signIn(t, person)
    const { client, account } = ours
    const { recoveryKey } = await client.call('recovery.setUp', { account })
    assert.match(recoveryKey, /^Es[1-9A-HJ-NP-Za-km-z ]+$/)
    assert.deepEqual(await client.call('recovery.status', { account }), { state: 'set-up' })
    await assert.rejects(client.call('recovery.setUp', { account }), failsWith('bad-input'))

    const theirs = await startRecoveryClient(t, await Person.signIn(person.url, person.localpart, person.password))
    await theirs.restore(recoveryKey)
    assert.equal((await theirs.crypto.getDeviceVerificationStatus(person.userId, theirs.client.getDeviceId() ?? ''))?.signedByOwner, true)
    assert.equal((await theirs.crypto.getDeviceVerificationStatus(person.userId, ours.deviceId))?.crossSigningVerified, true)
    assert.equal((await theirs.crypto.checkKeyBackupAndEnable())?.trustInfo.matchesDecryptionKey, true)
  })

  test('set up by another program is restored by us, with its key and with its passphrase', async (t) => {
    const person = await synapse.person()
    const theirs = await startRecoveryClient(t, person)
    const recoveryKey = await theirs.setUpRecovery('correct horse battery')
    for (const typed of [`  ${recoveryKey.replaceAll(' ', '\n ')}\n`, 'correct horse battery\n']) {
      const { client, account } = await signIn(t, person)
      const view = await client.watch('encryption', { account })
      await assert.rejects(client.call('recovery.restore', { account, recoveryKey: 'EsTb nonsense' }), failsWith('wrong-key'))
      await view.until(([status]) => status?.device === 'unverified' && status.recovery === 'incomplete' && status.backup === 'off')
      assert.deepEqual(await client.call('recovery.restore', { account, recoveryKey: typed }), { restored: 0, verified: true })
      await view.until(([status]) => status?.device === 'verified' && status.recovery === 'set-up' && status.backup === 'on')
    }
  })
})
