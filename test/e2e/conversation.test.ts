import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AppConversation } from '../harness/app-conversation.ts'
import { openDisplay, type Display } from '../harness/display.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'

let synapse: TestSynapse
let display: Display
before(async () => { [synapse, display] = await Promise.all([useSynapse(), openDisplay()]) })
after(async () => {
  await display.dispose()
  await synapse.dispose()
})

describe('a conversation in the window', () => {
  test('from signing in to words that go both ways', async (t) => {
    const app = await AppConversation.open(t, { synapse, display })
    await app.conversation.hear('welcome')
    await app.signIn()
    await app.room().click()
    await app.message('welcome').waitFor()
    await app.say('glad to be here')
    assert.deepEqual(await app.conversation.untilSaid('glad to be here'), ['glad to be here'])
    await app.conversation.hear('have some tea')
    await app.message('have some tea').waitFor()
    await app.page.screenshot({ path: '/tmp/k-shot.png' })
    assert.deepEqual(await app.texts(), ['welcome', 'glad to be here', 'have some tea'])
  })
})
