import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { groupsOfFour } from '../../../../renderer/recovery/groups.ts'

describe('a recovery key on the screen', () => {
  test('stands in groups of four, however it came', () => {
    assert.deepEqual(groupsOfFour('EsTcYd3v9q'), ['EsTc', 'Yd3v', '9q'])
    assert.deepEqual(groupsOfFour(' EsT cYd3 v9q\n'), ['EsTc', 'Yd3v', '9q'])
    assert.deepEqual(groupsOfFour(''), [])
  })
})
