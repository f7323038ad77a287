import type { Page } from 'playwright-core'

/**
 * Waits until the page is at rest: nothing in it changed for a while, its pictures and fonts are there, and no animation is under way but
 * those that never end.
 */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const quiet = 150
    await document.fonts.ready
    await new Promise<void>((resolve) => {
      const isMoving = (): boolean => document.getAnimations().some((animation) =>
        animation.playState === 'running' && animation.effect?.getComputedTiming().iterations !== Infinity)
      const end = (): void => {
        if (isMoving()) timer = setTimeout(end, quiet)
        else {
          observer.disconnect()
          resolve()
        }
      }
      let timer = setTimeout(end, quiet)
      const observer = new MutationObserver(() => {
        clearTimeout(timer)
        timer = setTimeout(end, quiet)
      })
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
    })
  })
}
