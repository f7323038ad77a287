import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { AppConversation } from '../harness/app-conversation.ts'
import { mineOf } from '../harness/conversation.ts'
import { everyPage } from '../harness/damage.ts'
import { openDisplay, type Display } from '../harness/display.ts'
import { eventually } from '../harness/eventually.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'

let synapse: TestSynapse
let display: Display
before(async () => { [synapse, display] = await Promise.all([useSynapse(), openDisplay()]) })
after(async () => {
  await display.dispose()
  await synapse.dispose()
})

const folderOf = (profile: string): string => {
  const accounts = join(profile, 'accounts')
  return join(accounts, readdirSync(accounts)[0] ?? '')
}

describe('a window whose store is damaged', () => {
  test('says so, builds it anew when that is wanted, and goes on with nothing lost', async (t) => {
    const app = await AppConversation.openRoom(t, { synapse, display })
    const { conversation } = app
    const { friend, roomId, account } = conversation
    await conversation.hear('before')
    await app.message('before').waitFor()
    await app.say('mine')
    await app.untilMarked('mine', 'Sent')
    await app.quit()
    everyPage(join(folderOf(conversation.profile), 'store.db'))
    await app.launch()

    const rebuild = app.page.getByRole('button', { name: 'Rebuild' })
    await t.test('it says what is wrong, and what can be done', async () => {
      await rebuild.waitFor()
      await app.page.getByRole('status').filter({ hasText: /damaged/u }).waitFor()
    })

    await t.test('pressed once, the rooms come from the server, and the damaged file stays', async () => {
      await rebuild.click()
      await app.page.getByText(/^Your rooms are fetched anew\./u).waitFor()
      await app.room().click()
      for (const text of ['before', 'mine']) await app.message(text).waitFor()
      assert.ok(readdirSync(folderOf(conversation.profile)).some((file) => /^store-damaged-.*\.db$/u.test(file)))
    })

    await t.test('one writes on, without signing in again', async () => {
      await app.say('after')
      await app.untilMarked('after', 'Sent')
      await eventually('it arrives once', async () => mineOf(await friend.timeline(roomId), account).join() === 'mine,after')
    })
  })
})
