/** Verifying by a code, in two real windows: one shows it, and the other one's camera sees it. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openDisplay, type Display } from '../harness/display.ts'
import { cameraSwitches, writeFilm } from '../harness/renderer-page/fake-camera.ts'
import { SignedInWindow } from '../harness/signed-in-window.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { tempFolderFor } from '../harness/temp-folder.ts'

let synapse: TestSynapse
let display: Display
before(async () => { [synapse, display] = await Promise.all([useSynapse(), openDisplay()]) })
after(async () => {
  await display.dispose()
  await synapse.dispose()
})

/** The modules of the code on the screen, true for dark, as it is drawn: with its margin. */
async function codeOn(page: Page): Promise<readonly (readonly boolean[])[]> {
  const code = page.getByRole('img', { name: 'Code for the other side to scan' })
  await code.waitFor()
  const [box, path] = await Promise.all([code.getAttribute('viewBox'), code.locator('path').getAttribute('d')])
  const size = Number(box?.split(' ')[2])
  const dark = new Set([...(path ?? '').matchAll(/M(\d+) (\d+)h1v1h-1z/gu)].map(([, x, y]) => `${x} ${y}`))
  return Array.from({ length: size }, (_unused, y) => Array.from({ length: size }, (_other, x) => dark.has(`${x} ${y}`)))
}

test('a new computer scans the code of the one that is trusted', async (t) => {
  const film = join(await tempFolderFor(t), 'camera.y4m')
  const person = await synapse.person('Ada')
  const trusted = await SignedInWindow.open(t, { synapse, display, person })
  await trusted.page.getByRole('heading', { name: 'Set up recovery' }).waitFor()
  // The system's own question about the camera is not asked here; main's answer is the real one.
  const switches = cameraSwitches(film).filter((one) => !one.includes('fake-ui'))
  const fresh = await SignedInWindow.open(t, { synapse, display, person, switches })
  await fresh.dialog.getByRole('heading', { name: 'Verify this device' }).waitFor()
  await fresh.button(/^Use another device/u).click()
  await trusted.page.getByText(/^A device of yours wants to be verified/u).waitFor()
  await trusted.button('Accept').click()
  await writeFilm(film, await codeOn(trusted.page))

  await fresh.button(/^Scan the code of the other device/u).click()
  await trusted.page.getByText('Does the other side show a green check?').waitFor()
  await trusted.button('Yes, it does').click()
  for (const window of [trusted, fresh]) {
    await window.page.getByText('The devices trust each other now').waitFor()
    await window.button('Done').click()
  }
  await fresh.command('Security and keys')
  await fresh.dialog.getByText('Verified', { exact: true }).waitFor()
  assert.equal(await fresh.dialog.getByText('Not verified yet').count(), 0)
})
