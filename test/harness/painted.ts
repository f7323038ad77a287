import type { Page } from 'playwright-core'

/** The list of rooms as a person first sees it: rows with names, no placeholders. */
export const paintedRow = '[role="treeitem"][aria-level="2"]'
/** A room that is open, with its messages in it. */
export const paintedMessage = '[role="log"][aria-busy="false"] [role="article"]'

const patienceMs = 60_000

/** The wall clock in milliseconds when something that `selector` finds has been drawn. */
export async function untilPainted(window: Page, selector: string): Promise<number> {
  const handle = await window.waitForFunction((wanted) => document.querySelector(wanted) !== null && Date.now(), selector, {
    polling: 'raf',
    timeout: patienceMs,
  })
  return Number(await handle.jsonValue())
}

/** The wall clock in milliseconds when the page was drawn for the first time, whatever there was to see. */
export function firstPaint(window: Page): Promise<number> {
  return window.evaluate(() => performance.timeOrigin + (performance.getEntriesByName('first-paint')[0]?.startTime ?? NaN))
}
