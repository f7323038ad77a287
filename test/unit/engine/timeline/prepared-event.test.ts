import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prepareEvent } from '../../../../main/engine/timeline/prepared-event.ts'

const event = (more: object) => ({ event_id: '$a', sender: '@a:example.org', type: 'm.room.message', content: {}, ...more })

test('a time that makes no sense never makes anybody throw who formats it', () => {
  for (const ts of [-1, 0, 1.5, '7', null, 1e308, -0, Number.MAX_SAFE_INTEGER, 8.64e15, undefined]) {
    const prepared = prepareEvent(event({ origin_server_ts: ts }))
    assert.ok(prepared)
    assert.doesNotThrow(() => new Date(prepared.ts).toISOString(), String(ts))
  }
})

test('what has no id, no sender or no type is no event', () => {
  for (const broken of [null, 7, [], {}, event({ event_id: 7 }), event({ sender: 'anna' }), event({ type: '' }), event({ type: undefined })]) {
    assert.equal(prepareEvent(broken), null, JSON.stringify(broken))
  }
})
