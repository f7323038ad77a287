import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RoomId, SpaceRow } from '../../../../preload/contract/index.ts'
import { groupsOf, holds, type Group } from '../../../../renderer/switcher/entries.ts'
import { room } from '../rooms/room-rows.ts'

const space = (name: string): SpaceRow => ({ key: name, roomId: `!${name}` as RoomId, name, avatar: null, unread: 0, mentions: 0 })
const command = (label: string): { name: string; label: string; run: () => void } => ({ name: label, label, run: () => undefined })
const hit = (name: string) => ({ key: name, room: room(name), matches: [] })

describe('the quick switcher', () => {
  const groups = (query: string): readonly Group[] =>
    groupsOf({ query, hits: [hit('Launch week')], spaces: [space('Harbour Co-op')], commands: [command('New room'), command('Settings')] })
  const drawn = (query: string): string => groups(query).map((group) => `${group.name}:${group.entries.length}`).join(' ')

  test('shows the recent rooms and all commands before anything is typed', () => {
    assert.equal(drawn(''), 'recent:1 commands:2')
  })

  test('finds spaces and commands by the beginnings of their words', () => {
    assert.equal(drawn('harb'), 'rooms:1 spaces:1 messages:1')
    assert.equal(drawn('ro ne'), 'rooms:1 commands:1 messages:1')
  })

  test('a whole address can be joined or written to', () => {
    assert.equal(drawn('#road:x.org'), 'rooms:1 messages:1 address:1')
    assert.deepEqual(groups('@anna:x.org').at(-1)?.entries, [{ kind: 'chat', key: 'chat', person: '@anna:x.org' }])
  })

  test('leads from what was typed to the messages that have it, as it was typed', () => {
    assert.deepEqual(groups('  Tide table ').at(-1)?.entries, [{ kind: 'search', key: 'search', query: 'Tide table' }])
  })

  test('no key is there twice', () => {
    const keys = groups('@anna:x.org').flatMap((group) => group.entries.map((entry) => entry.key))
    assert.equal(new Set(keys).size, keys.length)
  })
})

test('accents and case do not keep a name from being found', () => {
  assert.ok(holds('Émile Zola', 'emi zo'))
  assert.ok(holds('Fête', 'FE'))
  assert.ok(!holds('Fête', 'te'))
})
