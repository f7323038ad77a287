/**
 * Encryption as somebody meets it who has the program on several computers: real windows beside each other, a real server, nothing scripted.
 */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openDisplay, type Display } from '../harness/display.ts'
import { eventually } from '../harness/eventually.ts'
import { SignedInWindow } from '../harness/signed-in-window.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { tempFolderFor } from '../harness/temp-folder.ts'
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
    await second.command('Messages that cannot be read')
    await second.dialog.getByRole('region', { name: 'The key is in your backup, which this device cannot open yet' })
      .getByRole('button', { name: /^Garden/u }).click()
    await second.page.getByRole('log').getByRole('button', { name: 'Enter recovery key' }).waitFor()
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
    await second.command('Messages that cannot be read')
    await second.page.getByText('Every message can be read').waitFor()
    await second.page.keyboard.press('Escape')
  })

  await t.test('sees both as verified, and renames one', async () => {
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

  await t.test('takes keys from one to the other in a file, which opens with its passphrase only', async () => {
    const file = join(await tempFolderFor(t), 'keys.txt')
    await first.running.app.evaluate(({ dialog }, filePath) => {
      Object.assign(dialog, { showSaveDialog: async () => ({ canceled: false, filePath }) })
    }, file)
    await first.command('Security and keys')
    await first.button('Export…').click()
    await first.page.getByLabel('Passphrase for the file').fill('tide harbour lamp oyster')
    await first.page.getByText('Hard to guess.').waitFor()
    await first.page.getByLabel('The same once more').fill('tide harbour lamp oyster')
    await first.button('Choose where to save').click()
    await first.page.getByText(/^\d+ keys? (?:is|are) saved in the file\.$/u).waitFor()
    assert.match(await readFile(file, 'utf8'), /^-----BEGIN MEGOLM SESSION DATA-----\n/u)

    await second.running.app.evaluate(({ dialog }, path) => {
      Object.assign(dialog, { showOpenDialog: async () => ({ canceled: false, filePaths: [path] }) })
    }, file)
    await second.command('Security and keys')
    await second.button('Import…').click()
    await second.button('Choose a file').click()
    await second.page.getByText('keys.txt').waitFor()
    const passphrase = second.page.getByLabel('Passphrase of the file')
    await passphrase.fill('not this one')
    await passphrase.press('Enter')
    await second.page.getByText('This passphrase does not open the file.').waitFor()
    await passphrase.fill('tide harbour lamp oyster')
    await passphrase.press('Enter')
    await second.page.getByText(/keys? (?:was|were) imported\.$|no new keys\.$/u).waitFor()
  })

  await t.test('leaves nothing that can be read, neither on the server nor on a computer', async () => {
    const words = [secret, recoveryKey, recoveryKey.replaceAll(' ', '')]
    assert.deepEqual(await findTraces(synapse.dir, [], words), [])
    assert.deepEqual(await findTraces(first.profile, [], words), [])
    assert.deepEqual(await findTraces(second.profile, [], words), [])
  })
})
