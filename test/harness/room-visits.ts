import type { Page } from 'playwright-core'

/** Goes on to so many rooms by the keyboard, down the list and up again, and waits for each to be drawn. */
export async function visitRooms(window: Page, count: number): Promise<void> {
  let keys = 'Alt+ArrowDown'
  for (let visit = 0; visit < count; visit += 1) {
    const { opened, isFirst, isLast } = await whereInList(window)
    if (isLast || isFirst) keys = isLast ? 'Alt+ArrowUp' : 'Alt+ArrowDown'
    await window.keyboard.press(keys)
    await window.waitForFunction((last) => {
      const now = document.querySelector('[role="treeitem"][aria-selected="true"]')?.getAttribute('data-key')
      const log = document.querySelector('[role="log"]')
      const isInvite = log === null && document.querySelector('main h2') !== null
      return now !== undefined && now !== last && (isInvite || log?.getAttribute('aria-busy') === 'false')
    }, opened)
  }
}

type InList = { readonly opened: string; readonly isFirst: boolean; readonly isLast: boolean }

function whereInList(window: Page): Promise<InList> {
  return window.evaluate(() => {
    const rooms = [...document.querySelectorAll('[role="treeitem"][aria-level="2"]')]
    const at = rooms.findIndex((room) => room.getAttribute('aria-selected') === 'true')
    return { opened: rooms[at]?.getAttribute('data-key') ?? '', isFirst: at === 0, isLast: at !== -1 && at === rooms.length - 1 }
  })
}
