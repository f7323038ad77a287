import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inHeldOrder } from '../../../../renderer/rooms/held-order.ts'

type Row = { readonly key: string; readonly unread: number }
const rows = (drawn: string): readonly Row[] => drawn.split(' ').map((one) => ({ key: one[0] ?? '', unread: Number(one.slice(1)) }))
const draw = (list: readonly Row[]): string => list.map((row) => `${row.key}${row.unread}`).join(' ')

test('a held list keeps its order and shows what is new in every row', () => {
  assert.equal(draw(inHeldOrder(rows('a0 b0 c0'), rows('c1 a0 b2'))), 'a0 b2 c1')
})

test('a room that came waits for the release, and one that went stays until then', () => {
  assert.equal(draw(inHeldOrder(rows('a0 b0'), rows('n1 b3'))), 'a0 b3')
})
