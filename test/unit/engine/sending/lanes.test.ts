import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readyToGo } from '../../../../main/engine/sending/lanes.ts'
import type { OutboxRecord, OutboxState } from '../../../../main/engine/store/tables/outbox.ts'
import type { LocalId, RoomId } from '../../../../preload/contract/index.ts'

/** `a1 waiting` is the first operation of room a; `-1` belongs to no room. */
function queue(...drawn: readonly string[]): readonly OutboxRecord[] {
  return drawn.map((text, operation) => {
    const [name = '', state = ''] = text.split(' ')
    return {
      operation, localId: name as LocalId, roomId: name.startsWith('-') ? null : (name.charAt(0) as RoomId), kind: 'message', input: '{}',
      state: state as OutboxState, createdTs: 0, attempts: 0, eventId: null, resultRoom: null, code: null, reason: null,
    }
  })
}

const ready = (records: readonly OutboxRecord[], busy: readonly string[] = []) =>
  readyToGo(records, new Set(busy)).map((record) => record.localId)

test('the first of each room goes, and everything that belongs to no room', () => {
  assert.deepEqual(ready(queue('a1 waiting', 'a2 waiting', '-1 waiting', 'b1 waiting', '-2 waiting')), ['a1', '-1', 'b1', '-2'])
})

test('nothing overtakes what is on its way in the same room', () => {
  assert.deepEqual(ready(queue('a1 sending', 'a2 waiting', 'b1 waiting')), ['b1'])
  assert.deepEqual(ready(queue('a1 waiting', 'b1 waiting'), ['a']), ['b1'])
})

test('what was refused stands aside', () => {
  assert.deepEqual(ready(queue('a1 failed', 'a2 waiting', 'b1 failed')), ['a2'])
})
