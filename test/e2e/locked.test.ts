import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { AppConversation, passphrase } from '../harness/app-conversation.ts'
import { openDisplay, type Display } from '../harness/display.ts'
import { openKeyring } from '../harness/keyring.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'

let synapse: TestSynapse
let display: Display
before(async () => { [synapse, display] = await Promise.all([useSynapse(), openDisplay()]) })
after(async () => {
  await display.dispose()
  await synapse.dispose()
})

/** What the databases and the profile's own file hold, by name. */
async function fingerprints(profile: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for await (const name of glob('{profile.json,*.db,accounts/**/*.db}', { cwd: profile })) {
    found.set(name, createHash('sha256').update(await readFile(join(profile, name))).digest('hex'))
  }
  return found
}

describe('a locked profile', () => {
  test('asks for its passphrase, takes the right one only, and changes nothing before', async (t) => {
    const app = await AppConversation.openRoom(t, { synapse, display })
    await app.conversation.hear('kept')
    await app.message('kept').waitFor()
    await app.quit()
    const before = await fingerprints(app.conversation.profile)
    assert.ok(before.size >= 4)

    await app.launch({ env: { CAUSEWAY_TEST_KEY: 'not this one' } })
    await app.page.getByRole('heading', { name: 'Your messages are locked' }).waitFor()
    await app.page.getByText('The passphrase is wrong: check it and try again.').first().waitFor()
    await app.page.getByText('Nothing was changed or deleted.').waitFor()
    const field = app.page.getByLabel('Passphrase', { exact: true })
    await field.fill('nor this')
    await field.press('Enter')
    await app.page.locator('input[aria-invalid=true]').waitFor()
    assert.deepEqual(await fingerprints(app.conversation.profile), before)
    await field.fill(passphrase)
    await app.page.getByRole('button', { name: 'Unlock' }).click()
    await app.message('kept').waitFor()
    await app.quit()

    await t.test('also where no passphrase was given at all', async () => {
      await app.launch({ args: ['--key', 'env:CAUSEWAY_NO_SUCH_VARIABLE'] })
      await app.page.getByText(/There is no passphrase in the environment variable CAUSEWAY_NO_SUCH_VARIABLE/u).waitFor()
      await app.page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
      await app.page.keyboard.press('Enter')
      await app.message('kept').waitFor()
    })

    await t.test('and a second start brings the first one’s window back', async () => {
      await app.running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
      assert.equal(await app.launchBeside(), 0)
      assert.deepEqual(await app.running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isVisible())), [true])
      await app.say('still the same one')
      await app.untilMarked('still the same one', 'Sent')
    })
  })

  test('opens by itself with the keychain, says what is wrong with it, and goes on when it is mended', async (t) => {
    const keyring = await openKeyring()
    t.after(() => keyring.dispose())
    const start = { args: ['--key', 'keychain'], env: keyring.env }
    const app = await AppConversation.open(t, { synapse, display, ...start })
    await app.signIn()
    await app.room().waitFor()
    await app.quit()

    await t.test('that it is away', async () => {
      const before = await fingerprints(app.conversation.profile)
      await keyring.stop()
      await app.launch(start)
      await app.page.getByText(/^The keychain of this computer, .* cannot be reached/u).waitFor()
      await app.page.getByRole('button', { name: 'Try again' }).click()
      await app.page.getByRole('alert').waitFor()
      assert.deepEqual(await fingerprints(app.conversation.profile), before)
      await keyring.start()
      await app.page.getByRole('button', { name: 'Try again' }).click()
      await app.room().waitFor()
      await app.quit()
    })

    await t.test('that it has another owner’s password', async () => {
      await keyring.stop()
      await keyring.start('another password')
      await app.launch(start)
      await app.page.getByText(/^The keychain of this computer, .* is locked: unlock it and try again\.$/u).waitFor()
      await app.quit()
    })

    await t.test('that it lost the key', async () => {
      const other = await openKeyring()
      await app.launch({ ...start, env: other.env })
      await app.page.getByText(/^The key to your messages is no longer in the keychain/u).waitFor()
      await app.quit()
      await other.dispose()
    })

    await t.test('and nothing when it is as it was', async () => {
      await keyring.stop()
      await keyring.start()
      await app.launch(start)
      await app.room().waitFor()
    })
  })
})
