import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { momentsOf } from '../../../../scripts/demo/world/moments.ts'
import { ROOMS } from '../../../../scripts/demo/world/rooms.ts'
import type { RoomScript } from '../../../../scripts/demo/world/script.ts'

const clock = (time: number): string => {
  const date = new Date(time)
  return `${date.getDate()} ${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`
}

const room: RoomScript = {
  key: 'pier',
  members: ['mira'],
  lines: [
    { by: 'mira', at: [1, '09:00'], says: 'one' },
    { by: 'mira', says: 'two', reactions: { '👍': ['ada'] } },
    { by: 'mira', after: 30, says: 'three', first: 'thre' },
    { by: 'mira', at: [0, '10:00'], says: 'four' },
  ],
}

describe('the moments of the demo', () => {
  test('have the days, clocks and pauses that are written down', () => {
    const now = new Date(2026, 5, 15, 12, 0).getTime()
    const told = momentsOf([room], now).map(({ kind, at }) => `${kind} ${clock(at)}`)
    assert.deepEqual(told, ['line 14 09:00', 'line 14 09:02', 'reaction 14 09:02', 'line 14 09:32', 'edit 14 09:33', 'line 15 10:00'])
  })

  test('are never ahead of the clock, and never out of order', () => {
    for (const hour of [0, 3, 4, 7, 12, 23]) {
      const now = new Date(2026, 5, 15, hour, 20).getTime()
      const times = momentsOf(ROOMS, now).map(({ at }) => at)
      assert.ok((times.at(-1) ?? Infinity) < now, `at ${hour}:20`)
      assert.deepEqual(times, times.toSorted((a, b) => a - b))
    }
  })

  test('every answer has something to answer', () => {
    for (const { key, lines } of ROOMS) {
      for (const { replyTo, thread } of lines) {
        for (const id of [replyTo, thread]) assert.ok(id === undefined || lines.some((line) => line.id === id), `${key}: ${id}`)
      }
    }
  })
})
