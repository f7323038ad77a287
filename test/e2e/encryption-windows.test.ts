/**
 * Encryption as somebody meets it who has the program on several computers: real windows beside each other, a real server, nothing scripted.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openDisplay, type Display } from '../harness/display.ts'
import { eventually } from '../harness/eventually.ts'
import { SignedInWindow } from '../harness/signed-in-window.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { findTraces } from '../harness/traces.ts'

let synapse: TestSynapse
let display: Display
before(async () => { [synapse, display] = await Promise.all([useSynapse(), openDisplay()]) })
after(async () => {
  await display.dispose()
  await synapse.dispose()
})

const secret = 'the heliotrope is behind the shed'

test('a person with three computers', async (t) => {
  const person = await synapse.person('Ada')
  const first = await SignedInWindow.open(t, { synapse, display, person })
  let recoveryKey = ''

  await t.test('sets up recovery on the first, which is trusted without ceremony', async () => {
    await first.page.getByRole('heading', { name: 'Set up recovery' }).waitFor()
    await first.button('Set up recovery').click()
    await first.button('Make a recovery key').click()
    const key = first.page.getByRole('group', { name: 'Recovery key' })
    await key.waitFor()
    recoveryKey = (await key.locator('p').innerText()).replace(/\s+/gu, ' ').trim()
    assert.match(recoveryKey, /^(?:\w{4} ){11}\w{4}$/u)
    await first.page.getByRole('checkbox', { name: 'I have saved the recovery key' }).check()
    await first.button('Done').click()
    await first.command('Security and keys')
    await first.page.getByText('Your messages are protected').waitFor()
    await first.page.keyboard.press('Escape')
  })

  await t.test('writes in a new room, which is encrypted by itself', async () => {
    await first.button('New conversation').click()
    await first.page.getByRole('menuitem', { name: 'New room' }).click()
    await first.page.getByLabel('Name', { exact: true }).fill('Garden')
    await first.button('Create').click()
    await first.openRoom('Garden')
    await first.button('Encrypted').waitFor()
    await first.say(secret)
  })

  const second = await SignedInWindow.open(t, { synapse, display, person })
  await t.test('verifies the second by emoji on the first, and reads there what was written before', async () => {
    await second.dialog.getByRole('heading', { name: 'Verify this device' }).waitFor()
    await second.button('Later').click()
    await second.openRoom('Garden')
    await second.page.getByRole('log').getByText(/key|Sent before/u).first().waitFor()
    assert.equal(await second.message(secret).count(), 0)
    await second.button('Verify').click()
    await second.button(/^Use another device/u).click()
    await first.page.getByText(/^A device of yours wants to be verified/u).waitFor()
    await first.button('Accept').click()
    await second.page.getByRole('img', { name: 'Code for the other side to scan' }).waitFor()
    await second.button(/^Compare emoji/u).click()
    const [here, there] = await Promise.all([first.emoji(), second.emoji()])
    assert.equal(here.length, 7)
    assert.deepEqual(here, there)
    await first.button('They match').click()
    await second.button('They match').click()
    for (const window of [first, second]) {
      await window.page.getByText('The devices trust each other now').waitFor()
      await window.button('Done').click()
    }
    await second.message(secret).waitFor()
  })

  await t.test('sees them all as verified, renames one, and finds the server knows nothing of it', async () => {
    await first.command('Devices')
    await eventually('both are verified', async () => await first.dialog.getByText('Verified', { exact: true }).count() === 2)
    await first.button('Rename').nth(1).click()
    await first.page.getByLabel('Name of the device').fill('The one in the shed')
    await first.page.keyboard.press('Enter')
    await first.dialog.getByText('The one in the shed').waitFor()
    await first.page.keyboard.press('Escape')
  })

  await t.test('brings everything to the third with the recovery key alone', async () => {
    const third = await SignedInWindow.open(t, { synapse, display, person })
    await third.dialog.getByRole('heading', { name: 'Verify this device' }).waitFor()
    await third.button(/^Use your recovery key/u).click()
    const field = third.page.getByLabel('Recovery key or passphrase')
    await field.fill(recoveryKey.replace('E', 'F'))
    await field.press('Enter')
    await third.page.getByText('This key does not fit').waitFor()
    await field.fill(recoveryKey.replaceAll(' ', ''))
    await field.press('Enter')
    await third.page.getByText('Your keys are here').waitFor()
    await third.button('Done').click()
    await third.openRoom('Garden')
    await third.message(secret).waitFor()
    await third.command('Security and keys')
    await third.page.getByText('Your messages are protected').waitFor()
    await third.page.keyboard.press('Escape')
    await third.say('and the key is under the pot')
    await first.message('and the key is under the pot').waitFor()
  })

  await t.test('leaves nothing that can be read, neither on the server nor on a computer', async () => {
    const words = [secret, recoveryKey, recoveryKey.replaceAll(' ', '')]
    assert.deepEqual(await findTraces(synapse.dir, [], words), [])
    assert.deepEqual(await findTraces(first.profile, [], words), [])
    assert.deepEqual(await findTraces(second.profile, [], words), [])
  })
})
