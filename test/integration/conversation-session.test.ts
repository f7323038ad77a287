import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Conversation, mineOf, textsOf } from '../harness/conversation.ts'
import { CallRefused } from '../harness/engine-client.ts'
import { refusals } from '../harness/faults.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

const failsWith = (code: string) => (error: unknown): boolean => error instanceof CallRefused && error.failure?.code === code

/** Ends the session as the server does it: softly, or for good. */
async function endSession(conversation: Conversation, { softly }: { readonly softly: boolean }): Promise<() => void> {
  const lift = conversation.proxy.inject(/ \/_matrix\/client\/(?!versions|v3\/login)/, refusals.unknownToken({ softLogout: softly }))
  const accounts = await conversation.client.watch('accounts', {})
  await conversation.hear('while signed out')
  await conversation.client.call('account.reconnect', { account: conversation.account })
  // The question under way was let in before; the next one is refused.
  await accounts.until(([row]) => row?.connection === 'signed-out')
  return lift
}

describe('a session', () => {
  for (const softly of [true, false]) {
    test(`that the server ended ${softly ? 'softly' : 'for good'} leaves everything readable, and goes on after signing in again`, async (t) => {
      const conversation = await Conversation.open(t, synapse)
      const { account, friend, roomId, me } = conversation
      await conversation.hear('before')
      const client = await conversation.start()
      const [{ deviceId: device } = { deviceId: '' }] = await client.call('account.list', {})
      const lift = await endSession(conversation, { softly })

      const timeline = await conversation.timeline()
      assert.ok(textsOf(timeline.rows).includes('before'))
      await conversation.send('written meanwhile')
      await conversation.stop()
      await conversation.start()
      const outbox = await conversation.client.watch('outbox', { account })
      assert.deepEqual(
        outbox.rows.map(({ state }) => state),
        ['waiting'],
      )

      const wrong = conversation.client.call('account.reauthenticate', { account, password: 'wrong' })
      await assert.rejects(wrong, failsWith('wrong-credentials'))
      lift()
      const again = await conversation.client.call('account.reauthenticate', { account, password: me.password })
      assert.equal(again.deviceId === device, softly)
      await outbox.until((rows) => rows.length === 0)
      const after = await conversation.timeline()
      await after.until((rows) => textsOf(rows).length === 3 && rows.every(({ state }) => state === 'sent'))
      assert.deepEqual(textsOf(after.rows), ['before', 'while signed out', 'written meanwhile'])
      assert.deepEqual(mineOf(await friend.timeline(roomId), account), ['written meanwhile'])
    })
  }

  test('whose token runs out gets a new one, without a word to anybody', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    const client = await conversation.start()
    const { account, proxy } = conversation
    const accounts = await client.watch('accounts', {})
    const timeline = await conversation.timeline()
    const tokens = (): number => new Set(proxy.seen('/sync').map(({ authorization }) => authorization)).size
    assert.equal(tokens(), 1)
    proxy.inject(/(?:GET|POST) .*\/sync/, refusals.unknownToken({ softLogout: true }), 1)
    await conversation.hear('one')
    await conversation.hear('two')
    await timeline.until((rows) => textsOf(rows).includes('two'))
    await client.call('account.catchUp', { account, timeoutMs: 20_000 })
    assert.equal(tokens(), 2)
    assert.equal(accounts.rows[0]?.connection, 'online')
    assert.deepEqual(textsOf(timeline.rows), ['one', 'two'])
  })

  test('is refused for a wrong password, a name that nobody has, a server that is away, and one that is not Matrix', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    const client = await conversation.start()
    const { proxy, me } = conversation
    const login = (homeserver: string, user: string, password: string): Promise<unknown> =>
      client.call('account.login', { homeserver, user, password })
    await assert.rejects(login(proxy.url, me.localpart, 'wrong'), failsWith('wrong-credentials'))
    await assert.rejects(login(proxy.url, 'nobody-of-this-name', me.password), failsWith('wrong-credentials'))
    proxy.inject(/./, { kind: 'answer', status: 200, body: '<html>Welcome to our shop</html>', headers: { 'content-type': 'text/html' } })
    await assert.rejects(client.call('account.discover', { server: proxy.url }), failsWith('not-matrix'))
    conversation.heal()
    await proxy.goDown()
    await assert.rejects(client.call('account.discover', { server: proxy.url }), failsWith('offline'))
  })

  test('that is over by signing out leaves nothing of the account here', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    await conversation.hear('forgotten')
    const client = await conversation.start()
    const { account, me } = conversation
    const devices = async (): Promise<number> => ((await me.request('GET', '/devices'))['devices'] as readonly unknown[]).length
    assert.equal(await devices(), 2)
    await client.call('account.logout', { account })
    assert.equal(await devices(), 1)
    assert.deepEqual(await client.call('account.list', {}), [])
    await assert.rejects(client.call('room.list', { account, filter: 'all', limit: 10 }), failsWith('not-signed-in'))
  })
})
