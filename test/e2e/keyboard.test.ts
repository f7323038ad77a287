import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AppConversation } from '../harness/app-conversation.ts'
import { mineOf, watchword } from '../harness/conversation.ts'
import { openDisplay, type Display } from '../harness/display.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'

let synapse: TestSynapse
let display: Display
before(async () => { [synapse, display] = await Promise.all([useSynapse(), openDisplay()]) })
after(async () => {
  await display.dispose()
  await synapse.dispose()
})

describe('without a mouse', () => {
  test('one signs in, finds a room, talks, answers, edits, reacts, deletes, and leaves', async (t) => {
    const app = await AppConversation.open(t, { synapse, display })
    const { conversation } = app
    const { friend, roomId, account, me, proxy } = conversation
    const { keyboard } = app.page
    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) await keyboard.press(key)
    }
    const write = (text: string): Promise<void> => keyboard.type(`${text} ${watchword}`)

    await t.test('signs in', async () => {
      await app.page.getByRole('textbox', { name: 'Matrix address or server' }).and(app.page.locator(':focus')).waitFor()
      await keyboard.type(proxy.url)
      await press('Tab')
      await keyboard.type(me.localpart)
      await press('Tab')
      await keyboard.type(me.password)
      await press('Enter')
      await app.room().waitFor()
    })

    await t.test('opens a room with the quick switcher, forgiven a slip of the finger', async () => {
      await press('Control+k')
      await app.page.getByRole('combobox', { name: /^Find a room/u }).and(app.page.locator(':focus')).waitFor()
      await keyboard.type('kithcen')
      await app.page.getByRole('option', { name: /Kitchen/u }).waitFor()
      await press('Enter')
      await app.composer.waitFor()
    })

    await t.test('writes and is answered', async () => {
      await app.page.getByRole('textbox', { name: /^Message to/u }).and(app.page.locator(':focus')).waitFor()
      await write('typed by hand')
      await press('Enter')
      await app.untilMarked('typed by hand', 'Sent')
      await conversation.hear('nicely typed')
      await app.message('nicely typed').waitFor()
    })

    await t.test('goes to a message and answers it, reacts to it', async () => {
      await press('Shift+Tab')
      await press('Shift+Tab')
      await app.message('nicely typed').and(app.page.locator(':focus')).waitFor()
      await press('r')
      await write('thank you')
      await press('Enter')
      await app.message('thank you').getByRole('button', { name: 'Answers Ben: nicely typed' }).waitFor()
      await app.untilMarked('thank you', 'Sent')
      await app.message('nicely typed', 'Ben').focus()
      await press('+')
      await app.page.getByRole('dialog', { name: 'Emoji' }).waitFor()
      await keyboard.type('tada')
      await app.page.getByRole('toolbar', { name: 'Emoji' }).getByRole('button').first().waitFor()
      await press('Enter')
      await app.message('nicely typed', 'Ben').getByRole('button', { name: /, 1 person/u }).waitFor()
    })

    await t.test('changes the last message and deletes it', async () => {
      await app.composer.focus()
      await press('ArrowUp')
      await app.page.getByText('Edit message').waitFor()
      await press('Control+a')
      await write('many thanks')
      await press('Enter')
      await app.message('many thanks').getByText('edited').waitFor()
      await friend.untilTimeline(roomId, (events) => mineOf(events, account).includes('* many thanks'))
      await app.message('many thanks', 'Ada').focus()
      await press('Delete')
      const confirm = app.page.getByRole('dialog').getByRole('button', { name: 'Delete' })
      await confirm.waitFor()
      for (let step = 0; step < 5 && !(await confirm.and(app.page.locator(':focus')).isVisible()); step += 1) await press('Tab')
      await press('Enter')
      await app.messages.getByText('Message deleted').waitFor()
    })

    await t.test('goes round the window with F6 and to another room with Alt and the arrows', async () => {
      await friend.createRoom({ name: `Attic ${watchword}`, invite: [account] }).then((other) => me.join(other))
      await app.room(/Attic/u).waitFor()
      await press('F6')
      const region = (): Promise<string> => app.page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('aria-label') ?? '')
      const seen = new Set<string>()
      for (let step = 0; step < 6; step += 1) {
        seen.add(await region())
        await press('F6')
      }
      assert.ok(seen.size >= 3, [...seen].join(', '))
      const title = app.page.getByRole('group', { name: 'Room' }).getByRole('heading')
      assert.match(await title.innerText(), /Kitchen/u)
      // The attic may stand above or below in the list.
      await press('Alt+ArrowUp')
      if (/Kitchen/u.test(await title.innerText())) await press('Alt+ArrowDown')
      await title.filter({ hasText: /Attic/u }).waitFor()
    })
  })
})
