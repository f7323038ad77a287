import assert from 'node:assert/strict'
import { test } from 'node:test'
import { indexHolderSql } from '../../../../main/engine/store/tables/encrypted-events.ts'
import { newestDecryptedSql, shieldedSql } from '../../../../main/engine/store/tables/shielded-events.ts'
import { sessionsSinceSql, waitingOfSessionsSql } from '../../../../main/engine/store/tables/waiting-events.ts'
import { RoomFixture } from './room-fixture.ts'

test('what is asked for each key and each message is found by an index', (context) => {
  const { store } = new RoomFixture(context)
  const asked = [indexHolderSql, waitingOfSessionsSql, shieldedSql, newestDecryptedSql, sessionsSinceSql]
  const plans = store.read((reader) => asked.map((sql) => reader.plan(sql.replaceAll('?', "'x'")).join('; ')))
  for (const plan of plans) assert.doesNotMatch(plan, /SCAN (?:event|encrypted_event|room)(?!.*INDEX encrypted_event_shielded)/u, plan)
  assert.match(plans[0] ?? '', /encrypted_event_by_index \(room=\? AND session_id=\? AND message_index=\?\)/u)
  assert.match(plans[1] ?? '', /encrypted_event_waiting \(room=\? AND session_id=\?\)/u)
  assert.match(plans[4] ?? '', /encrypted_event USING INTEGER PRIMARY KEY \(rowid>\?\)/u)
})
