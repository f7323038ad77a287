import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { textContent } from '../../../../scripts/demo/world/content.ts'

const write = (text: string) => textContent({ text, serverName: 'test.example' })

describe('what somebody in the demo wrote', () => {
  test('is plain when it has no formatting', () => {
    assert.deepEqual(write('Twelve sacks & a "piano"'), { msgtype: 'm.text', body: 'Twelve sacks & a "piano"', 'm.mentions': {} })
  })

  test('is formatted without a needless paragraph', () => {
    assert.equal(write('with *cake*')['formatted_body'], 'with <em>cake</em>')
    assert.equal(write('with *cake*')['body'], 'with cake')
    assert.match(String(write('1. one\n2. two')['formatted_body']), /^<ol>/)
    assert.equal(write('one\n\ntwo')['formatted_body'], '<p>one</p>\n<p>two</p>')
  })

  test('mentions people by their names, for those who show them as such and for those who do not', () => {
    assert.deepEqual(write('@robin, look'), {
      msgtype: 'm.text',
      body: 'Robin Hale, look',
      'm.mentions': { user_ids: ['@robin:test.example'] },
      format: 'org.matrix.custom.html',
      formatted_body: '<a href="https://matrix.to/#/@robin:test.example">Robin Hale</a>, look',
    })
  })
})
