// What a walk does again and again: by what is written on things.
import type { Page } from 'playwright-core'

export async function openRoom(page: Page, name: string, says: string): Promise<void> {
  await find(page, name, name)
  // Below the rooms it is offered to search for these words.
  await page.getByRole('group', { name: 'Rooms and people' }).getByRole('option', { name }).first().click()
  // What lies under the pointer would show its buttons.
  await page.mouse.move(0, 0)
  await page.getByRole('log').getByText(says).waitFor()
}

export async function find(page: Page, words: string, found: string): Promise<void> {
  // With the list of rooms on the screen, the keys work too.
  await page.getByRole('treeitem').first().waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill(words)
  await page.getByRole('option', { name: found }).first().waitFor()
}

/** Opens a dialog by its command. */
export async function command(page: Page, name: string): Promise<void> {
  await find(page, name, name)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('heading', { name }).waitFor()
}

export async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name, exact: typeof name === 'string' }).click()
  await page.mouse.move(0, 0)
}

export async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
}

export async function chooseTheme(page: Page, theme: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('radiogroup', { name: 'Theme' }).getByRole('radio', { name: theme }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Settings' }).waitFor({ state: 'hidden' })
}

export type Credentials = { readonly url: string; readonly user: string; readonly password: string }

/** Fills in who signs in, up to the server's answer. */
export async function fillSignIn(page: Page, { url, user, password }: Credentials): Promise<void> {
  await page.getByLabel('Matrix address or server').fill(url)
  await page.getByLabel('Password', { exact: true }).focus()
  await page.getByLabel('User name').fill(user)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByText('Server:').waitFor()
}
