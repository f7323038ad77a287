import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HistoryRow } from '../../../../preload/contract/index.ts'
import { historyWords } from '../../../../renderer/history/history-words.ts'
import { chooseLocale } from '../../../../renderer/text/language.ts'
import { Words } from '../../../../renderer/text/words.ts'

const { say } = new Words(() => chooseLocale('en', ['en-GB']))
const words = (given: Partial<HistoryRow>): string | null => historyWords({
  key: '!room:x.org' as never, roomId: '!room:x.org' as never, roomName: 'Kitchen', state: 'none', completeFrom: null, events: 1, reason: null, ...given,
}, say)

test('a download of a history is told as it goes, and nothing of one that nobody wants', () => {
  assert.equal(words({}), null)
  assert.equal(words({ state: 'loading', events: 1200 }), 'Downloading. 1,200 messages are here.')
  assert.equal(words({ state: 'waiting' }), 'The download goes on when it is its turn.')
  assert.equal(words({ state: 'waiting', reason: 'The server cannot be reached.' }), 'The server cannot be reached.')
  assert.equal(words({ state: 'failed', reason: 'you may not read further back.' }), 'The download stopped: you may not read further back.')
  assert.equal(words({ state: 'complete' }), 'The whole history is here: 1 message.')
})
