import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { OpenRooms } from '../../../../main/engine/account/open-rooms.ts'
import type { RoomId } from '../../../../preload/contract/index.ts'

describe('rooms that are looked at', () => {
  test('are open as long as anybody looks', () => {
    const told: (readonly RoomId[])[] = []
    const open = new OpenRooms((rooms) => told.push(rooms))
    const [a, b] = ['!a:x' as RoomId, '!b:x' as RoomId]
    const first = open.open(a)
    const second = open.open(a)
    const other = open.open(b)
    first()
    first()
    second()
    other()
    assert.deepEqual(told, [[a], [a, b], [b], []])
  })
})
