import type { Page } from 'playwright-core'
import type { Bridge } from '../../../preload/contract/index.ts'

/** In milliseconds: the longest task of the page, the longest time between two frames, and how long each call from the page took. */
export type Responsiveness = { readonly longestTask: number; readonly longestGap: number; readonly calls: readonly number[] }

const callEveryMs = 50

/** Watches how the page feels, from now on; `stop` tells. */
export async function watchResponsiveness(window: Page): Promise<{ stop(): Promise<Responsiveness> }> {
  await window.evaluate((everyMs) => {
    const bridge: Bridge = Reflect.get(globalThis, 'causeway')
    const calls: number[] = []
    let [longestTask, longestGap, last, isOver] = [0, 0, performance.now(), false]
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration)
    }).observe({ type: 'longtask' })
    const frame = (now: number): void => {
      longestGap = Math.max(longestGap, now - last)
      last = now
      if (!isOver) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    const call = async (): Promise<void> => {
      while (!isOver) {
        const started = performance.now()
        await bridge.call('account.list', {})
        calls.push(performance.now() - started)
        await new Promise((resolve) => setTimeout(resolve, everyMs))
      }
    }
    void call()
    Reflect.set(globalThis, 'stopWatching', (): Responsiveness => {
      isOver = true
      return { longestTask, longestGap, calls }
    })
  }, callEveryMs)
  return { stop: () => window.evaluate(() => (Reflect.get(globalThis, 'stopWatching') as () => Responsiveness)()) }
}
