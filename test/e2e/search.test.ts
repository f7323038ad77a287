/** Searching messages in the window, from the real engine and a real server: encrypted, edited, deleted, and far back. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Locator } from 'playwright-core'
import { openDisplay, type Display } from '../harness/display.ts'
import { SignedInWindow } from '../harness/signed-in-window.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { findTraces } from '../harness/traces.ts'

/** A word of this test alone: others share the server. */
const secret = `heliotrope${randomUUID().replaceAll('-', '')}`

let synapse: TestSynapse
let display: Display
before(async () => { [synapse, display] = await Promise.all([useSynapse(), openDisplay()]) })
after(async () => {
  await display.dispose()
  await synapse.dispose()
})

const panel = ({ page }: SignedInWindow): Locator => page.getByRole('complementary', { name: 'Search messages' })
const hit = (window: SignedInWindow, words: string): Locator => panel(window).getByRole('listitem').filter({ hasText: words })

/** Types into the panel's field, by the keys that lead there. */
async function search(window: SignedInWindow, keys: string, query: string): Promise<void> {
  await window.page.keyboard.press(keys)
  await panel(window).getByRole('combobox').fill(query)
}

test('an encrypted conversation is searched as it stands', async (t) => {
  const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
  const adas = await SignedInWindow.open(t, { synapse, display, person: ada })
  const bens = await SignedInWindow.open(t, { synapse, display, person: ben })
  await adas.page.keyboard.press('Control+n')
  await adas.page.getByLabel('Matrix address').fill(ben.userId)
  await adas.page.keyboard.press('Enter')
  await adas.dialog.waitFor({ state: 'detached' })
  await bens.page.getByRole('treeitem', { name: /^Ada/u }).click()
  await bens.button('Accept').click()

  await t.test('what was said a moment ago is found by the beginning of a word, and jumped to', async () => {
    await adas.say(`the ${secret} blooms at dawn`)
    await bens.message('blooms at dawn').waitFor()
    await search(bens, 'Control+Shift+f', `dawn ${secret.slice(0, 12)}`)
    await hit(bens, 'blooms at dawn').waitFor()
    assert.deepEqual(await hit(bens, 'blooms').locator('mark').allInnerTexts(), [secret, 'dawn'])
    await bens.page.keyboard.press('Enter')
    await panel(bens).locator('[aria-current=true]').filter({ hasText: 'blooms at dawn' }).waitFor()
    await bens.page.waitForFunction(() => CSS.highlights.get('found')?.size === 2)
  })

  await t.test('what was edited is found by what it says now, and no longer by what it said', async () => {
    await adas.page.getByRole('textbox', { name: /^Message to /u }).press('ArrowUp')
    await adas.page.getByText('Edit message').waitFor()
    await adas.page.getByRole('textbox', { name: /^Message to /u }).fill(`the ${secret} blooms at dusk`)
    await adas.page.keyboard.press('Enter')
    await bens.message('blooms at dusk').waitFor()
    await search(bens, 'Control+f', `dusk from:${ada.userId}`)
    await hit(bens, 'blooms at dusk').waitFor()
    await search(bens, 'Control+f', 'dawn')
    await panel(bens).getByText('Nothing found for “dawn” in this room').waitFor()
  })

  await t.test('what was deleted is not found any more', async () => {
    await adas.message('blooms at dusk').focus()
    await adas.page.keyboard.press('Delete')
    await adas.dialog.getByRole('button', { name: 'Delete' }).click()
    await bens.message('blooms at dusk').waitFor({ state: 'detached' })
    await search(bens, 'Control+Shift+f', secret)
    await panel(bens).getByText(/^Nothing found for/u).waitFor()
  })

  assert.deepEqual(await findTraces(synapse.dir, [], [secret]), [], 'nothing of it was told to the server')
})

test('a message far back is shown in its context, and one comes back to the newest', async (t) => {
  const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
  const roomId = await ben.createRoom({ name: 'Pier', invite: [ada.userId] })
  await ada.join(roomId)
  const window = await SignedInWindow.open(t, { synapse, display, person: ada })
  await window.openRoom('Pier')
  const say = (body: string): Promise<string> => ben.send(roomId, 'm.room.message', { msgtype: 'm.text', body })
  await say('the lighthouse keeper comes on Monday')
  for (let at = 1; at <= 120; at += 1) await say(`log entry ${at}`)
  await window.message('log entry 120').waitFor()

  await search(window, 'Control+f', 'lighthouse')
  await hit(window, 'the lighthouse keeper').waitFor()
  await panel(window).getByText(/was searched/u).waitFor()
  await window.page.keyboard.press('ArrowDown')
  await window.page.keyboard.press('Enter')
  await window.message('the lighthouse keeper').waitFor()
  await window.message('log entry 1').first().waitFor()
  assert.equal(await window.message('log entry 120').count(), 0)
  await window.button('To the newest message').click()
  await window.message('log entry 120').waitFor()

  await search(window, 'Control+f', 'entry 77')
  await hit(window, 'log entry 77').waitFor()
  await window.page.keyboard.press('F3')
  await window.message('log entry 77').waitFor()
  await search(window, 'Control+f', 'from:nobody-here')
  await panel(window).getByRole('status').filter({ hasText: /nobody-here/u }).waitFor()
})

test('what was said before this computer was there is found once the room’s history is downloaded', async (t) => {
  const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
  const roomId = await ben.createRoom({ name: 'Pier', invite: [ada.userId] })
  await ada.join(roomId)
  const say = (body: string): Promise<string> => ben.send(roomId, 'm.room.message', { msgtype: 'm.text', body })
  await say('the lighthouse keeper comes on Monday')
  // More than the screen fetches for itself when the room is opened.
  for (let at = 1; at <= 260; at += 1) await say(`log entry ${at}`)
  // Histories are not kept by themselves, so that only asking brings them.
  const window = await SignedInWindow.open(t, { synapse, display, person: ada })
  await window.page.keyboard.press('Control+,')
  await window.dialog.getByRole('radiogroup', { name: /history/iu }).getByRole('radio').first().click()
  await window.page.keyboard.press('Escape')
  await window.dialog.waitFor({ state: 'detached' })
  await search(window, 'Control+Shift+f', 'lighthouse')
  await panel(window).getByText('Nothing found for “lighthouse” in any room').waitFor()
  await panel(window).getByRole('combobox').fill('"log entry 260"')
  await hit(window, 'log entry 260').getByRole('button').click()
  await window.message('log entry 260').waitFor()

  await search(window, 'Control+f', 'lighthouse')
  await panel(window).getByText('Nothing found for “lighthouse” in this room').waitFor()
  await panel(window).getByRole('button', { name: /^Download the rest/u }).click()
  await hit(window, 'the lighthouse keeper').waitFor({ timeout: 60_000 })
  await panel(window).getByText('The whole history of this room was searched.').waitFor()
  await window.page.keyboard.press('F3')
  await window.message('the lighthouse keeper').waitFor()
})
