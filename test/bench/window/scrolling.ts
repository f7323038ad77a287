import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { Bridge } from '../../../preload/contract/index.ts'
import { say } from '../../../scripts/set-up/say.mjs'
import { MadeUpAccount, type Surroundings } from '../../harness/made-up-account.ts'
import { untilTakenIn } from '../app.ts'
import { percentile } from '../statistics.ts'
import type { Measure } from '../table.ts'
import type { WindowOptions } from './options.ts'
import { goal, row } from './rows.ts'
import { frameWork, pageThread, recordTrace } from './trace.ts'

/** Pixels a frame: a hard fling, a screen in three or four frames. */
const stride = 240
const lookMs = 1_000
const framesAtOnce = 300

/** What was seen while scrolling. `strayed`: by how many pixels a message moved that should have moved by the stride, at the worst. */
export type Scrolled = { readonly frames: number; readonly elements: number; readonly strayed: number; readonly isAtEnd: boolean }

/** One room with so many events on the disk, scrolled through from its newest to its oldest. */
export async function measureScrolling({ events }: WindowOptions, surroundings: Surroundings): Promise<readonly Measure[]> {
  say(`measuring scrolling through ${events} events`)
  const account = await MadeUpAccount.make(1, surroundings, { events, largestRoom: 300 })
  const app = await account.open(account.nextProfile())
  try {
    await account.signIn(app)
    await untilTakenIn(app.window)
    await app.window.locator('[role="treeitem"][aria-level="2"]').first().click()
    const stored = await storeHistory(app.window)
    await app.window.reload()
    await app.window.waitForSelector('[role="log"][aria-busy="false"] [role="article"]')
    return await scrollThrough(app.window, `${stored} stored messages`)
  } finally {
    await app.dispose()
    await account.dispose()
  }
}

async function scrollThrough(window: Page, subject: string): Promise<readonly Measure[]> {
  let [frames, elements, strayed]: [number[], number, number] = [[], 0, 0]
  let longestTask = 0
  let seen = 0
  for (let isAtEnd = false; !isAtEnd;) {
    // In turns: looking where every message is costs more than scrolling does, and is not the program's work.
    const work = frameWork(pageThread(await recordTrace(window, async () => { await scrollFrames(window, framesAtOnce, stride, false) })))
    frames = [...frames, ...work.frames]
    longestTask = Math.max(longestTask, work.longestTask)
    const watched = await scrollFrames(window, framesAtOnce, stride, true)
    elements = Math.max(elements, watched.elements)
    strayed = Math.max(strayed, watched.strayed)
    isAtEnd = watched.isAtEnd
    seen += framesAtOnce + watched.frames
  }
  say(`${seen} frames of scrolling`)
  return [
    row(subject, 'scrolling: own work of a frame', 'ms', frames, goal(16.7)),
    row(subject, 'scrolling: own work of a frame, p99', 'ms', [percentile(frames, 0.99)], goal(16.7)),
    row(subject, 'scrolling: longest task', 'ms', [longestTask], goal(50)),
    row(subject, 'scrolling: most elements in the document', 'elements', [elements], goal(1_500)),
    row(subject, 'scrolling: farthest jump', 'px', [strayed], goal(1.5)),
  ]
}

/** Up by `pixels` at every frame; `isWatched`: looking whether every message moves by just that. */
function scrollFrames(window: Page, most: number, pixels: number, isWatched: boolean): Promise<Scrolled> {
  return window.evaluate(async ([frames, by, looks]) => {
    const list = document.querySelector('[role="log"]')
    if (list === null) throw new Error('There is no list')
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve))
    const edges = (): Map<string, number> => {
      const { top, bottom } = list.getBoundingClientRect()
      return new Map([...list.querySelectorAll<HTMLElement>('[data-key]')].flatMap((one) => {
        const box = one.getBoundingClientRect()
        return box.bottom > top && box.top < bottom ? [[one.dataset['key'] ?? '', box.bottom] as const] : []
      }))
    }
    let [elements, strayed, done, resting] = [0, 0, 0, 0]
    for (; done < frames && resting < 120; done += 1) {
      const before = looks ? edges() : new Map<string, number>()
      const room = list.scrollTop
      list.scrollBy(0, -by)
      await frame()
      resting = room === 0 ? resting + 1 : 0
      if (!looks) continue
      // What came in with a page moves the scroll position, never what is on the screen.
      const moved = [...edges()].flatMap(([key, bottom]) => before.has(key) ? [bottom - (before.get(key) ?? 0)] : [])
      const wanted = Math.min(by, room)
      strayed = Math.max(strayed, ...moved.map((one) => (room < by ? Math.max(0, one - by, -one) : Math.abs(one - wanted))))
      elements = Math.max(elements, document.querySelectorAll('*').length)
    }
    return { frames: done, elements, strayed, isAtEnd: list.querySelector('[data-key="start"]') !== null || resting >= 120 }
  }, [most, pixels, isWatched] as const)
}

/** Has the engine download the history of the first room, the way it does for somebody who asked for it. Gives how many messages there are. */
async function storeHistory(window: Page): Promise<number> {
  for (;;) {
    const stored = await window.evaluate(async () => {
      const bridge: Bridge = Reflect.get(globalThis, 'causeway')
      const accounts = await bridge.call('account.list', {})
      const account = accounts.ok ? accounts.value[0]?.userId : undefined
      if (account === undefined) throw new Error('There is no account')
      const rooms = await bridge.call('room.list', { account, filter: 'all', limit: 1 })
      const roomId = rooms.ok ? rooms.value[0]?.roomId : undefined
      if (roomId === undefined) throw new Error('There is no room')
      await bridge.call('history.download', { account, roomId })
      return new Promise<number | null>((resolve) => {
        const watch = bridge.watch('history', { account, roomId }, ({ diffs: [first] }) => {
          const row = first?.op === 'reset' ? first.rows.find((one) => one.roomId === roomId) : undefined
          resolve(row?.state === 'complete' ? row.events : null)
          setTimeout(() => watch.stop())
        })
      })
    })
    if (stored !== null) return stored
    await pause(lookMs)
  }
}
