import type { Page } from 'playwright-core'
import type { Stop } from './tour-stops.ts'
import { openRoom } from './tour-steps.ts'

/** Finding what was said: over everything, then in one room with a message in its context. */
export const SEARCH_STOPS: readonly Stop[] = [
  {
    name: 'search',
    shows: 'searching the messages of all rooms',
    place: 'account',
    inDark: true,
    go: async (page) => {
      await openRoom(page, 'Village Green', 'Bread and soup from seven')
      await search(page, 'Control+Shift+f', 'tide', /tide/iu)
    },
    leave: close,
  },
  {
    name: 'search-jump',
    shows: 'a message that was found, in its context',
    place: 'account',
    inDark: true,
    go: async (page) => {
      await openRoom(page, 'Bridge: planning', 'The string is always right.')
      await search(page, 'Control+f', 'arch', /one arch and not five/u)
      await page.getByRole('button', { name: /one arch and not five/u }).click()
      await page.getByRole('log').getByRole('article').filter({ hasText: 'one arch and not five' }).waitFor()
      await page.mouse.move(0, 0)
      // The row that was jumped to is lit up for a moment.
      await page.waitForTimeout(2_000)
    },
    leave: close,
  },
]

async function search(page: Page, keys: string, words: string, found: RegExp): Promise<void> {
  await page.keyboard.press(keys)
  const panel = page.getByRole('complementary', { name: 'Search messages' })
  await panel.getByRole('combobox').fill(words)
  await panel.getByRole('listitem').filter({ hasText: found }).first().waitFor()
}

async function close(page: Page): Promise<void> {
  await page.getByRole('complementary', { name: 'Search messages' }).getByRole('button', { name: 'Close', exact: true }).click()
}
