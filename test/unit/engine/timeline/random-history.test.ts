import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../../../main/engine/base/clock.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { readCoverage } from '../../../../main/engine/store/tables/coverage.ts'
import { readGaps } from '../../../../main/engine/store/tables/gaps.ts'
import { Pager } from '../../../../main/engine/timeline/paging.ts'
import { HistoryServer } from './history-server.ts'
import { event, idOf, me, roomId, RoomFixture } from './room-fixture.ts'

/** Small numbers from a seed: a failing run can be run again. */
function randomOf(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0
    return state % below
  }
}

class RandomRoom extends RoomFixture {
  readonly server = new HistoryServer()
  readonly pager = new Pager({ store: this.store, homeserver: this.server, me, clock: systemClock, log: silentLog })
  readonly #random: (below: number) => number
  readonly #isSkewed: boolean
  #told = 0

  constructor(context: TestContext, seed: number, isSkewed: boolean) {
    super(context)
    this.#random = randomOf(seed)
    this.#isSkewed = isSkewed
    this.#post(3 + this.#random(10))
  }

  #post(count: number): void {
    for (let i = 0; i < count; i += 1) {
      const number = this.server.events.length
      this.server.events.push(event(String(number), { origin_server_ts: this.#isSkewed ? this.#random(1_000) : number }))
    }
  }

  /** The newest events: those since last time, or only the last few, or, when the position was forgotten, any number. */
  #sync(): void {
    const { events } = this.server
    const isForgotten = this.#random(6) === 0
    const missed = events.length - this.#told
    const count = isForgotten ? Math.min(events.length, this.#random(8)) : Math.min(missed, this.#random(5))
    const limited = isForgotten ? count < events.length : count < missed
    const start = events.length - count
    this.append(events.slice(start), { limited, prevBatch: start === 0 ? null : `t${start}` })
    this.#told = events.length
  }

  get gaps(): readonly number[] {
    return this.store.read((reader) => readGaps(reader, this.room)).map(({ position }) => position)
  }

  async step(): Promise<string> {
    this.server.pageSize = 1 + this.#random(6)
    this.server.contextSize = this.#random(7)
    const { gaps } = this
    const kind = this.#random(10)
    if (kind < 3) {
      this.#post(this.#random(7))
      this.#sync()
      return 'sync'
    }
    if (kind < 6 && gaps.length > 0) {
      const direction = this.#random(3) === 0 ? 'forward' : 'back'
      await this.pager.fillGap(roomId, gaps[this.#random(gaps.length)] ?? NaN, undefined, direction)
      return direction
    }
    const name = String(this.#random(this.server.events.length))
    if (kind === 9) await this.pager.fetchEvent(roomId, idOf(name))
    else await this.pager.context(roomId, idOf(name))
    return `to ${name}`
  }

  /** As it is told of what lies after the last gap. */
  #wholeSince(newest: readonly number[] | undefined): number | null {
    if (newest === undefined || this.draw().endsWith('[gap]')) return null
    if (this.gaps.length === 0) return 0
    const times = newest.slice(0, 5).map((number) => Number(this.server.events[number]?.['origin_server_ts'])).toSorted((a, b) => a - b)
    return Math.max(1, times[Math.floor(times.length / 2)] ?? NaN)
  }

  check(said: string): void {
    const chunks = this.draw().match(/\[[\d ]+\]/gu) ?? []
    const numbers = chunks.map((chunk) => chunk.slice(1, -1).split(' ').map(Number))
    for (const chunk of numbers) {
      chunk.forEach((one, at) => assert.equal(one, (chunk[0] ?? 0) + at, `${said}: ${this.draw()}`))
    }
    assert.equal(this.store.read((reader) => readCoverage(reader, this.room)).from, this.#wholeSince(numbers.at(-1)), `${said}: ${this.draw()}`)
    if (this.#isSkewed) return
    const all = numbers.flat()
    assert.deepEqual(all, all.toSorted((one, other) => one - other), `${said}: ${this.draw()}`)
  }
}

for (const isSkewed of [false, true]) {
  const clocks = isSkewed ? 'wrong clocks' : 'right clocks'
  test(`with ${clocks}, however stretches arrive, each event is there once beside its neighbours, in the end all`, async (context) => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const room = new RandomRoom(context, seed, isSkewed)
      for (let step = 0; step < 40; step += 1) room.check(`seed ${seed}, step ${step}: ${await room.step()}`)
      for (let pages = 0; pages < 400 && room.gaps.length > 0; pages += 1) {
        await room.pager.fillGap(roomId, room.gaps.at(-1) ?? NaN)
        room.check(`seed ${seed}, page ${pages}`)
      }
      const last = room.draw().split(' ').map((word) => Number(word.replace(/[[\]]/gu, ''))).at(-1) ?? -1
      assert.equal(room.draw(), `[${Array.from({ length: last + 1 }, (_, at) => at).join(' ')}]`)
    }
  })
}
