import type { Page } from 'playwright-core'
import type { BenchAccount } from './account.ts'
import { spreadOf } from './statistics.ts'
import type { Measure } from './table.ts'

/** The goal for a room that is stored. */
export const switchLimit = { name: 'goal', value: 50 }

export async function measureRoomSwitch(window: Page, { subject }: BenchAccount, runs: number): Promise<Measure> {
  return { name: 'room switch, stored', subject, unit: 'ms', spread: spreadOf(await timeRoomSwitches(window, runs)), limit: switchLimit }
}

/** From the click on a room until its messages are drawn, for rooms that are on the screen and in the store. Timed inside the page. */
export async function timeRoomSwitches(window: Page, runs: number): Promise<readonly number[]> {
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) {
    times.push(await window.evaluate(async (number) => {
      const rooms = [...document.querySelectorAll<HTMLElement>('[role="treeitem"][aria-level="2"]')]
      const closed = rooms.filter((room) => room.getAttribute('aria-selected') !== 'true')
      const room = closed[number % Math.max(1, Math.min(8, closed.length))]
      if (room === undefined) throw new Error('There is no room to switch to')
      const key = CSS.escape(room.dataset['key'] ?? '')
      // Asked for every time: while an account is taken in, a room may get its name only now.
      const nameNow = () => document.querySelector(`[role="treeitem"][data-key="${key}"] .name`)?.textContent ?? ''
      const isThere = () => {
        const log = document.querySelector('[role="log"]')
        return (
          document.querySelector('main h2')?.textContent?.includes(nameNow()) === true &&
          log?.getAttribute('aria-busy') === 'false' &&
          log.textContent !== ''
        )
      }
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      const started = performance.now()
      room.click()
      while (!isThere()) {
        if (performance.now() - started > 10_000) throw new Error(`${nameNow()} was not drawn`)
        await frame()
      }
      return performance.now() - started
    }, run))
  }
  return times
}

/** From Enter until the row is there, and until the server has it; beside the server's own time for the same message. */
export async function measureSending(window: Page, account: BenchAccount, runs: number): Promise<readonly Measure[]> {
  const [roomId] = account.roomIds
  if (roomId === undefined) throw new Error('An account without rooms cannot send')
  const raw: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now()
    await account.other.say(roomId, `Raw ${run}`)
    raw.push(performance.now() - started)
  }
  const echoed: number[] = []
  const sent: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const text = `Measured ${run} ${Date.now()}`
    await window.getByRole('textbox').last().click()
    await window.keyboard.insertText(text)
    await listenForSending(window, text)
    await window.keyboard.press('Enter')
    const { echo, sent: through } = await window.evaluate(() => Reflect.get(globalThis, 'sending') as Promise<Sending>)
    echoed.push(echo)
    sent.push(through)
  }
  const { subject } = account
  const peer = spreadOf(raw)
  return [
    { name: 'the server alone, one message', subject, unit: 'ms', spread: peer, limit: null },
    { name: 'send to local echo', subject, unit: 'ms', spread: spreadOf(echoed), limit: { name: 'goal', value: 50 } },
    {
      name: 'send to the server has it',
      subject,
      unit: 'ms',
      spread: spreadOf(sent),
      limit: { name: 'the server alone', value: peer.median },
    },
  ]
}

type Sending = { readonly echo: number; readonly sent: number }

/** Makes the page time, from the next key on, when a row with this text is there and when it is sent: ready before this ends. */
async function listenForSending(window: Page, text: string): Promise<void> {
  await window.evaluate((wanted) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const row = () => [...document.querySelectorAll('[role="log"] [data-key]')].findLast((one) => one.textContent?.includes(wanted))
    const time = async (started: number): Promise<Sending> => {
      const until = async (isSo: () => boolean) => {
        while (!isSo()) {
          if (performance.now() - started > 20_000) throw new Error(`${wanted} was not seen`)
          await frame()
        }
        return performance.now() - started
      }
      const echo = await until(() => row() !== undefined)
      return { echo, sent: await until(() => row()?.querySelector('[aria-label="Sending"]') === null) }
    }
    Reflect.set(globalThis, 'sending', new Promise<Sending>((resolve, reject) => {
      addEventListener('keydown', () => { time(performance.now()).then(resolve, reject) }, { once: true, capture: true })
    }))
  }, text)
}
