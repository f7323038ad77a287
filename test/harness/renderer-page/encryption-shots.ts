import type { Page } from 'playwright-core'
import type { VerificationState } from '../../../preload/contract/index.ts'
import type { Shot } from './shot-list.ts'

/** The scripted bridge, as the page has it. */
type Scripted = {
  verify(name: string, state: VerificationState): void
  changeIdentity(name: string, trust: 'changed' | 'withdrawn'): void
  change(next: object): void
}

const light = ['light'] as const
const two = ['wide', 'narrow'] as const
const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('button', { name, exact: typeof name === 'string' }).click()

async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type(name)
  await page.getByRole('option', { name, exact: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
}

const opened = (name: string) => (page: Page): Promise<void> => command(page, name)

const tell = (page: Page, given: { verify?: readonly [string, VerificationState]; identity?: readonly [string, 'changed' | 'withdrawn'] }): Promise<void> =>
  page.evaluate(({ verify, identity }) => {
    const { scripted } = window as unknown as { readonly scripted: Scripted }
    if (verify !== undefined) scripted.verify(...verify)
    if (identity !== undefined) scripted.changeIdentity(...identity)
  }, given)

/** A verification of one of my devices, brought to a state by what the user does and what the other side does. */
async function verifying(page: Page, state: VerificationState, who = 'me'): Promise<void> {
  await tell(page, { verify: [who, 'asked'] })
  await press(page, 'Accept')
  await page.getByRole('dialog').waitFor()
  if (state !== 'ready') await tell(page, { verify: [who, state] })
}

async function people(page: Page, name: RegExp): Promise<void> {
  await page.keyboard.press('Control+Shift+m')
  await page.getByRole('button', { name }).click()
  await page.getByRole('dialog').waitFor()
}

export const encryptionShots: readonly Shot[] = [
  { name: 'security', query: {}, sizes: two, act: opened('Security and keys') },
  { name: 'security-contrast', query: { theme: 'high-contrast' }, themes: ['high-contrast'], act: opened('Security and keys') },
  { name: 'security-german', query: { language: 'de', text: '16' }, themes: light, act: opened('Sicherheit und Schlüssel') },
  { name: 'security-zoomed', query: { text: '18', scene: 'saving-keys' }, sizes: ['small'], themes: light, act: opened('Security and keys') },
  { name: 'security-saving', query: { scene: 'saving-keys' }, themes: light, act: opened('Security and keys') },
  { name: 'security-unverified', query: { scene: 'unverified' }, act: opened('Security and keys') },
  { name: 'security-broken', query: { scene: 'broken-keys' }, act: opened('Security and keys') },
  { name: 'security-foreign', query: { scene: 'foreign-backup' }, themes: light, act: opened('Security and keys') },
  { name: 'prompt-recovery', query: { scene: 'no-recovery' }, sizes: ['wide', 'narrow'] },
  { name: 'prompt-unverified', query: { scene: 'unverified' } },
  { name: 'prompt-unfinished', query: { scene: 'unfinished' }, themes: light },
  { name: 'prompt-broken', query: { scene: 'broken-keys' }, themes: light },
  { name: 'prompt-device', query: { scene: 'new-device' } },
  { name: 'devices', query: { scene: 'new-device' }, sizes: two, act: opened('Devices') },
  { name: 'devices-details', query: {}, act: async (page) => {
    await command(page, 'Devices')
    await page.getByText('Details', { exact: true }).nth(1).click()
  } },
  { name: 'devices-rename', query: {}, themes: light, act: async (page) => {
    await command(page, 'Devices')
    await page.getByRole('button', { name: 'Rename' }).nth(1).click()
  } },
  { name: 'devices-sign-out', query: {}, act: async (page) => {
    await command(page, 'Devices')
    await page.getByRole('button', { name: 'Sign out…' }).first().click()
    await press(page, 'Sign out')
    await page.getByLabel('Password of your account', { exact: true }).waitFor()
  } },
  { name: 'recovery-set-up', query: { scene: 'no-recovery' }, act: async (page) => {
    await press(page, 'Set up recovery')
    await page.getByRole('switch').click()
  } },
  { name: 'recovery-key', query: { scene: 'no-recovery' }, sizes: two, act: async (page) => {
    await press(page, 'Set up recovery')
    await press(page, 'Make a recovery key')
    await page.getByRole('checkbox').waitFor()
  } },
  { name: 'recovery-unsaved', query: { scene: 'no-recovery' }, themes: light, act: async (page) => {
    await press(page, 'Set up recovery')
    await press(page, 'Make a recovery key')
    await press(page, 'Done')
  } },
  { name: 'verify-choice', query: { scene: 'unverified' }, sizes: two, act: (page) => press(page, 'Verify') },
  { name: 'recovery-enter', query: { scene: 'unverified' }, act: async (page) => {
    await press(page, 'Verify')
    await press(page, /^Use your recovery key/u)
    await page.getByLabel('Recovery key or passphrase').fill('EsTc wrong')
    await page.keyboard.press('Enter')
    await page.getByText('This key does not fit').waitFor()
  } },
  { name: 'recovery-entered', query: { scene: 'unverified' }, themes: light, act: async (page) => {
    await press(page, 'Verify')
    await press(page, /^Use your recovery key/u)
    await page.getByLabel('Recovery key or passphrase').fill('harbour')
    await page.keyboard.press('Enter')
    await page.getByText('Your keys are here').waitFor()
  } },
  { name: 'recovery-progress', query: { scene: 'unverified' }, themes: light, act: async (page) => {
    await press(page, 'Verify')
    await press(page, /^Use your recovery key/u)
    await page.evaluate(() => {
      const { scripted } = window as unknown as { readonly scripted: Scripted & { call: unknown; world: { encryption: object } } }
      Object.assign(scripted, { call: () => new Promise(() => undefined) })
      scripted.change({ encryption: { ...scripted.world.encryption, work: { what: 'restoring', done: 12_400, total: 50_000 } } })
    })
    await page.getByLabel('Recovery key or passphrase').fill('harbour')
    await page.keyboard.press('Enter')
    await page.getByText('12,400 of 50,000').waitFor()
  } },
  { name: 'reset-identity', query: {}, act: async (page) => {
    await command(page, 'Security and keys')
    await press(page, 'Start over…')
    await page.getByRole('checkbox').click()
    await press(page, 'Start over')
    await page.getByLabel('Password of your account', { exact: true }).waitFor()
  } },
  { name: 'finish', query: { scene: 'unfinished' }, themes: light, act: (page) => press(page, 'Go on') },
  { name: 'keys-export', query: {}, act: async (page) => {
    await command(page, 'Security and keys')
    await press(page, 'Export…')
    await page.getByLabel('Passphrase for the file').fill('harbour')
    await page.getByLabel('The same once more').fill('harbor')
  } },
  { name: 'keys-import', query: {}, themes: light, act: async (page) => {
    await command(page, 'Security and keys')
    await press(page, 'Import…')
    await press(page, 'Choose a file')
    await page.getByText('element-keys.txt').waitFor()
    await page.getByLabel('Passphrase of the file').fill('nonsense')
    await page.keyboard.press('Enter')
    await page.getByText('does not open the file').waitFor()
  } },
  { name: 'asked-self', query: {}, sizes: two, act: (page) => tell(page, { verify: ['me', 'asked'] }) },
  { name: 'asked', query: {}, themes: light, act: (page) => tell(page, { verify: ['anna', 'asked'] }) },
  { name: 'verify-waiting', query: {}, themes: light, act: (page) => verifying(page, 'waiting', 'anna') },
  { name: 'verify-ready', query: {}, sizes: two, act: (page) => verifying(page, 'ready') },
  { name: 'verify-ready-person', query: {}, themes: light, act: (page) => verifying(page, 'ready', 'anna') },
  { name: 'verify-emoji', query: {}, sizes: ['wide', 'narrow', 'small'], act: (page) => verifying(page, 'emoji', 'anna') },
  { name: 'verify-emoji-contrast', query: { theme: 'high-contrast' }, themes: ['high-contrast'], act: (page) => verifying(page, 'emoji', 'anna') },
  { name: 'verify-emoji-german', query: { language: 'de' }, themes: light, act: async (page) => {
    await tell(page, { verify: ['anna', 'asked'] })
    await press(page, 'Annehmen')
    await tell(page, { verify: ['anna', 'emoji'] })
  } },
  { name: 'verify-scanned', query: {}, themes: light, act: (page) => verifying(page, 'scanned') },
  { name: 'verify-confirmed', query: {}, themes: light, act: (page) => verifying(page, 'confirmed', 'anna') },
  { name: 'verify-done', query: {}, act: (page) => verifying(page, 'done', 'anna') },
  { name: 'verify-cancelled', query: {}, act: (page) => verifying(page, 'cancelled') },
  { name: 'verify-no-camera', query: {}, themes: light, act: async (page) => {
    await verifying(page, 'ready')
    await press(page, /^Scan the code/u)
    await page.getByText('There is no camera').waitFor()
  } },
  { name: 'person', query: {}, act: (page) => people(page, /^Anna Bell/u) },
  { name: 'person-details', query: {}, themes: light, act: async (page) => {
    await people(page, /^Ben Okafor/u)
    await page.getByText('Details', { exact: true }).click()
  } },
  { name: 'person-changed', query: {}, themes: light, act: async (page) => {
    await tell(page, { identity: ['ben', 'changed'] })
    await people(page, /^Ben Okafor/u)
  } },
  { name: 'identity-changed', query: { room: 'general' }, sizes: ['wide'], act: (page) => tell(page, { identity: ['ben', 'changed'] }) },
  { name: 'identity-withdrawn', query: { room: 'general' }, sizes: ['wide', 'medium'], act: async (page) => {
    await tell(page, { identity: ['ben', 'changed'] })
    await tell(page, { identity: ['anna', 'withdrawn'] })
  } },
  { name: 'unreadable', query: { scene: 'unreadable' }, sizes: two, act: opened('Messages that cannot be read') },
  { name: 'unreadable-retried', query: { scene: 'unreadable' }, themes: light, act: async (page) => {
    await command(page, 'Messages that cannot be read')
    await press(page, 'Try again')
    await page.getByText('3 messages can be read now').waitFor()
  } },
  { name: 'unreadable-none', query: {}, themes: light, act: opened('Messages that cannot be read') },
  { name: 'talk-undecrypted', query: { room: 'garden' }, sizes: ['wide', 'medium'] },
  { name: 'talk-undecrypted-german', query: { room: 'garden', language: 'de' }, themes: light },
  { name: 'talk-shield', query: { room: 'garden' }, themes: light, act: (page) => press(page, /^Do not trust who sent this/u) },
  { name: 'direct-verified', query: { room: 'dm-anna' }, act: (page) => press(page, /^Encrypted/u) },
  { name: 'direct-unverified', query: { room: 'dm-ben' }, themes: light, act: (page) => press(page, /^Encrypted/u) },
  { name: 'create-public', query: {}, themes: light, act: async (page) => {
    await page.getByRole('button', { name: 'New conversation', exact: true }).click()
    await page.getByRole('menuitem', { name: 'New room' }).click()
    await page.getByRole('switch', { name: 'Anyone may join' }).click()
  } },
]
