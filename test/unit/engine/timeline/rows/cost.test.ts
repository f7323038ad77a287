import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { Reader } from '../../../../../main/engine/store/reader.ts'
import {
  eventsByIdSql, shownBeforeSql, shownBetweenSql, shownFromSql,
} from '../../../../../main/engine/store/tables/events.ts'
import { namedMembersSql } from '../../../../../main/engine/store/tables/members.ts'
import { readMarksSql } from '../../../../../main/engine/store/tables/read-marks.ts'
import { putReceipt } from '../../../../../main/engine/store/tables/receipts.ts'
import { latestEditsSql, reactionsSql } from '../../../../../main/engine/store/tables/relations.ts'
import type { UserId } from '../../../../../preload/contract/index.ts'
import { edit, event, idOf, reaction, redaction, RoomFixture } from '../room-fixture.ts'

describe('the statements behind a window', () => {
  const planOf = (context: TestContext, sql: string): string =>
    new RoomFixture(context).store.read((reader) => reader.plan(sql.replaceAll('?', "'1'"))).join('\n')

  for (const [name, sql, indexes] of [
    ['older events', shownBeforeSql, ['event_timeline']],
    ['newer events', shownFromSql, ['event_timeline']],
    ['events between', shownBetweenSql, ['event_timeline']],
    ['events by id', eventsByIdSql, ['event_by_id']],
    ['edits', latestEditsSql, ['event_by_id']],
    ['reactions', reactionsSql, []],
    ['receipts', readMarksSql, ['event_timeline', 'receipt_by_event', 'event_by_id']],
    ['people', namedMembersSql, ['member_by_name']],
  ] as const) {
    test(`find ${name} by an index, and walk through no table`, (context) => {
      const plan = planOf(context, sql)
      for (const index of indexes) assert.match(plan, new RegExp(`INDEX ${index} `, 'u'))
      assert.doesNotMatch(plan, /SCAN (?:event|target|edit|replacement|relation|receipt|other|later|member)\b/u)
      // The room alone would be a walk through all of it.
      assert.doesNotMatch(plan, /\(room=\?\)/u)
    })
  }

  test('read events in the order of the index', (context) => {
    for (const sql of [shownBeforeSql, shownFromSql, shownBetweenSql]) assert.doesNotMatch(planOf(context, sql), /TEMP B-TREE/u)
  })
})

test('a long window takes no more statements than a short one', (context) => {
  const room = new RoomFixture(context)
  const sender = (at: number) => ({ sender: `@u${at}:example.org` })
  for (let at = 0; at < 60; at += 1) {
    const answer = { content: { msgtype: 'm.text', body: 'x', 'm.relates_to': { 'm.in_reply_to': { event_id: idOf(`a${at}`) } } } }
    room.append([
      event(`a${at}`, sender(at)), event(`b${at}`, answer), edit(`e${at}`, `a${at}`, 'new', sender(at)),
      reaction(`x${at}`, `a${at}`, '👍', sender(at + 100)),
      event(`c${at}`), redaction(`r${at}`, `c${at}`, sender(at + 200)),
    ])
    const receipt = { userId: `@u${at}:example.org` as UserId, kind: 'm.read', thread: '', eventId: idOf(`b${at}`), ts: at } as const
    room.store.write((writer) => putReceipt(writer, room.room, receipt))
  }
  const [get, all] = [context.mock.method(Reader.prototype, 'get'), context.mock.method(Reader.prototype, 'all')]
  const statementsOf = (count: number): number => {
    const before = get.mock.callCount() + all.mock.callCount()
    assert.equal(room.read({ kind: 'newest', count }).rows.length, count)
    return get.mock.callCount() + all.mock.callCount() - before
  }
  const short = statementsOf(3)
  assert.equal(statementsOf(180), short)
})

test('a body is parsed once, however often its row is read', (context) => {
  const room = new RoomFixture(context)
  const content = { msgtype: 'm.text', body: 'x', format: 'org.matrix.custom.html', formatted_body: '<b>x</b>' }
  room.append([event('a', { content })])
  const bodyOf = () => {
    const { content: shown } = room.row('a')
    return shown.type === 'text' ? shown.body : null
  }
  const first = bodyOf()
  assert.equal(bodyOf(), first)
  room.append([edit('e', 'a', 'new')])
  assert.deepEqual(bodyOf(), [{ type: 'text', text: 'new' }])
})
