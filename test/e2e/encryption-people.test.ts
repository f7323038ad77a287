/** Two people with a window each and a real server between them: they write, verify each other, and one of them starts over. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { openDisplay, type Display } from '../harness/display.ts'
import { SignedInWindow } from '../harness/signed-in-window.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { findTraces } from '../harness/traces.ts'

/** A word of this test alone: others share the server, and say theirs in the open. */
const secret = `heliotrope${randomUUID()}`

let synapse: TestSynapse
let display: Display
before(async () => { [synapse, display] = await Promise.all([useSynapse(), openDisplay()]) })
after(async () => {
  await display.dispose()
  await synapse.dispose()
})

test('two people', async (t) => {
  const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
  const adas = await SignedInWindow.open(t, { synapse, display, person: ada })
  const bens = await SignedInWindow.open(t, { synapse, display, person: ben })

  await t.test('begin a chat, which is encrypted by itself, and read each other', async () => {
    await adas.page.keyboard.press('Control+n')
    await adas.page.getByLabel('Matrix address').fill(ben.userId)
    await adas.page.keyboard.press('Enter')
    await adas.dialog.waitFor({ state: 'detached' })
    await bens.page.getByRole('treeitem', { name: /^Ada/u }).click()
    await bens.button('Accept').click()
    await adas.say(`the ${secret} is yours`)
    await bens.message(`the ${secret} is yours`).waitFor()
    await bens.say(`then the ${secret} stays inside`)
    await adas.message(`then the ${secret} stays inside`).waitFor()
    assert.deepEqual(await findTraces(synapse.dir, [], [secret]), [])
  })

  await t.test('verify each other by emoji, begun from the lock', async () => {
    await adas.button('Encrypted').click()
    await adas.button('Verify').click()
    await bens.page.getByText('Ada wants to verify you').waitFor()
    await bens.button('Accept').click()
    await bens.button(/^Compare emoji/u).click()
    const [hers, his] = await Promise.all([adas.emoji(), bens.emoji()])
    assert.deepEqual(hers, his)
    await adas.button('They match').click()
    await bens.button('They match').click()
    await adas.page.getByText('Ben is verified').waitFor()
    await bens.page.getByText('Ada is verified').waitFor()
    for (const window of [adas, bens]) {
      await window.button('Done').click()
      await window.button('Encrypted, and verified').waitFor()
    }
  })

  await t.test('are warned when one of them starts over, and nothing goes out before that is settled', async () => {
    await bens.command('Security and keys')
    await bens.button('Start over…').click()
    await bens.page.getByRole('checkbox').check()
    await bens.button('Start over').click()
    const password = bens.page.getByLabel('Password of your account', { exact: true })
    await password.fill(ben.password)
    await password.press('Enter')
    await bens.page.getByRole('checkbox', { name: 'I have saved the recovery key' }).check()
    await bens.button('Done').click()
    await bens.page.getByText('Your messages are protected').waitFor()
    await bens.page.keyboard.press('Escape')

    await adas.page.getByText('Ben is no longer who you verified').waitFor()
    const composer = adas.page.getByRole('textbox', { name: /^Message to / })
    await composer.fill('is it still you, and the heliotrope?')
    await composer.press('Enter')
    await adas.message('is it still you').waitFor()
    assert.equal(await adas.message('is it still you').getByRole('img', { name: /^(?:Sent|Seen)/u }).count(), 0)
    assert.equal(await bens.message('is it still you').count(), 0)
    await adas.button('Accept the change').click()
    await bens.message('is it still you').waitFor()
    await adas.page.getByText('Ben is no longer who you verified').waitFor({ state: 'detached' })
    // With a new identity of his own, he has verified nobody any more either.
    await bens.page.getByText('Ada is no longer who you verified').waitFor()
    await bens.button('Accept the change').click()
    await bens.say('it is, and it flowers')
    await adas.message('it is, and it flowers').waitFor()
  })
})
