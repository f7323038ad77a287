import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AppConversation } from '../harness/app-conversation.ts'
import { mineOf } from '../harness/conversation.ts'
import { openDisplay, type Display } from '../harness/display.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'

let synapse: TestSynapse
let display: Display
before(async () => { [synapse, display] = await Promise.all([useSynapse(), openDisplay()]) })
after(async () => {
  await display.dispose()
  await synapse.dispose()
})

describe('without network', () => {
  test('one reads and writes on, over a restart, and everything is sent once when it is back', async (t) => {
    const app = await AppConversation.openRoom(t, { synapse, display })
    const { conversation } = app
    const { proxy, friend, roomId, account } = conversation
    const offline = (): Promise<void> => app.page.getByText('Offline: showing what is on this computer').waitFor()

    await conversation.hear('before')
    await app.message('before').waitFor()
    await t.test('it says so, once and quietly', async () => {
      await proxy.goDown()
      await offline()
    })

    await t.test('what is written is there at once, and marked as waiting', async () => {
      await app.say('first')
      await app.say('second')
      await app.message('before').hover()
      await app.message('before').getByRole('button', { name: 'React with 👍' }).click()
      await app.message('before').getByRole('button', { name: /^👍, 1 person/u }).waitFor()
      for (const text of ['first', 'second']) await app.untilMarked(text, 'Sending')
      await app.page.getByRole('button', { name: /^Not sent yet.*3 wait/u }).waitFor()
    })

    await t.test('all of it is there after a restart', async () => {
      await app.quit()
      await app.launch()
      await app.message('second').waitFor()
      assert.deepEqual(await app.texts(), ['before', 'first', 'second'])
      for (const text of ['first', 'second']) await app.untilMarked(text, 'Sending')
      await app.message('before').getByRole('button', { name: /^👍, 1 person/u }).waitFor()
      await offline()
    })

    await t.test('and with the network each is sent once, in order', async () => {
      await conversation.hear('meanwhile')
      await proxy.comeBack()
      await app.page.getByRole('button', { name: 'Try now' }).click()
      for (const text of ['first', 'second']) await app.untilMarked(text, 'Sent')
      await app.page.getByRole('button', { name: /^Not sent yet/u }).waitFor({ state: 'detached' })
      await app.message('meanwhile').waitFor()
      assert.deepEqual(await app.texts(), ['before', 'meanwhile', 'first', 'second'])
      const events = await friend.timeline(roomId)
      assert.deepEqual(mineOf(events, account), ['first', 'second'])
      assert.equal(events.filter((event) => event['type'] === 'm.reaction').length, 1)
      await app.page.getByText('Offline: showing').waitFor({ state: 'detached' })
    })
  })
})
