import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { latestEditsOfRowsSql } from '../../../../main/engine/store/tables/relations.ts'
import { eventRowsSql } from '../../../../main/engine/store/tables/events.ts'
import { membersCalledSql } from '../../../../main/engine/store/tables/members.ts'
import { entriesOfSql, isMatchedSql, matchingSql, newestSql } from '../../../../main/engine/store/tables/search-index.ts'
import { QueryError } from '../../../../main/engine/search/query.ts'
import { RoomFixture } from '../timeline/room-fixture.ts'
import { say, searchIn } from './searched-room.ts'

describe('a search', () => {
  test('asks only indexes, and sorts nothing', (t) => {
    const { store } = new RoomFixture(t)
    const plan = (sql: string): string => store.read((reader) => reader.plan(sql.replaceAll('?', '1'))).join('\n')
    for (const sql of [matchingSql, newestSql, isMatchedSql, eventRowsSql, entriesOfSql]) {
      assert.doesNotMatch(plan(sql), /SCAN (?!wanted|search_index VIRTUAL)|ORDER BY/u, sql)
    }
    for (const sql of [latestEditsOfRowsSql, membersCalledSql('some'), membersCalledSql('all')]) {
      assert.doesNotMatch(plan(sql), /SCAN (?!wanted|place|room)/u, sql)
    }
    // A range of entries is FTS5's own business: it begins to read there.
    assert.match(plan(matchingSql), /SCAN search_index VIRTUAL TABLE INDEX \d+:M\d></u)
    assert.match(plan(newestSql), /SEARCH search_entry USING INTEGER PRIMARY KEY/u)
  })

  test('answers whatever is typed, or says in words what it does not understand', (t) => {
    const room = new RoomFixture(t)
    room.append([say('a', 'some "quoted" words AND others NEAR(x y) 東京 <img src=x>'), say('b', 'OR NOT * ^ : + - ( ) { }')])
    const pieces = [
      'some', 'AND', 'OR', 'NOT', 'NEAR(', ')', '"', '""', '\'', '*', '^', ':', '-', '+', '(', '{said}', 'said:', 'facet:', 'from:', 'from:me', 'has:link',
      'in:', 'has:', 'before:', 'before:2024',
      'after:9999', 'on:2024-99', 'is:thread', 'mentions:me', ' ', ' ', ' ', '\t', '\0', '\n',
      '東', '東京', 'é', '\ud800', '🎉', '\u{F0001}', '\u202e', '\\', ';', '--', '/*', 'x'.repeat(300), 'rowid', '-"', '-from:me', '-has:image', '-in:', '%', '_',
    ]
    let dice = 7
    const next = (below: number): number => {
      dice = Math.imul(dice ^ (dice >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0
      return (dice >>> 0) % below
    }
    let answered = 0
    for (let round = 0; round < 4_000; round += 1) {
      const query = Array.from({ length: 1 + next(7) }, () => pieces[next(pieces.length)]).join('').slice(0, 1_024)
      try {
        for (const { snippet: { text, matches } } of searchIn(room.store, query).hits) {
          for (const [start, end] of matches) assert.ok(start < end && end <= text.length)
        }
        answered += 1
      } catch (error) {
        assert.ok(error instanceof QueryError, `${JSON.stringify(query)}: ${String(error)}`)
        assert.match(error.message, /^[A-Z"].*\.$/su)
      }
    }
    assert.ok(answered > 1_000)
  })
})
