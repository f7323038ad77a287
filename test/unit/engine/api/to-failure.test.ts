import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AccountError } from '../../../../main/engine/account/account-error.ts'
import { CallError } from '../../../../main/engine/api/call-error.ts'
import { toFailure } from '../../../../main/engine/api/to-failure.ts'
import { createLog, silentLog, type LogEntry } from '../../../../main/engine/base/log.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import { MediaError } from '../../../../main/engine/media/media-error.ts'
import { OutboxError } from '../../../../main/engine/sending/outbox-error.ts'
import { StoreError } from '../../../../main/engine/store/store-error.ts'

const codeOf = (error: unknown) => toFailure(error, silentLog).code

describe('an error on its way to the user', () => {
  test('keeps its sentence and gets one of the closed codes', () => {
    assert.deepEqual(toFailure(new OutboxError('forbidden', 'Join it first.'), silentLog), { code: 'forbidden', message: 'Join it first.' })
    assert.equal(codeOf(new CallError('not-found', 'x')), 'not-found')
    assert.equal(codeOf(new AccountError('in-use', 'x')), 'in-use')
    assert.equal(codeOf(new MediaError('too-large', 'x')), 'too-large')
    assert.equal(codeOf(new HomeserverError('bad-credentials')), 'wrong-credentials')
    assert.equal(codeOf(new HomeserverError('unknown-token')), 'signed-out')
    assert.equal(codeOf(new HomeserverError('insecure')), 'offline')
    assert.equal(codeOf(new StoreError('disk-full', 'x')), 'disk-full')
  })

  test('says when to come back, where the server did', () => {
    const failure = toFailure(new HomeserverError('rate-limited', { retryAfterMs: 2_000 }), silentLog)
    assert.deepEqual([failure.code, failure.retryAfterMs], ['rate-limited', 2_000])
  })

  test('pages that the proven key does not open are damaged, not locked', () => {
    const failure = toFailure(new StoreError('wrong-key', 'The key does not open this database.'), silentLog)
    assert.equal(failure.code, 'damaged')
    assert.match(failure.message, /damaged.*Nothing was changed/)
  })

  test('a full disk is told wherever it was met', () => {
    assert.equal(codeOf(Object.assign(new Error('no space'), { code: 'ENOSPC' })), 'disk-full')
  })

  test('one that nobody foresaw is a bug, logged whole and not told', () => {
    const entries: LogEntry[] = []
    const failure = toFailure(new TypeError('x is not a function'), createLog((entry) => entries.push(entry), 'error'))
    assert.equal(failure.code, 'bug')
    assert.doesNotMatch(failure.message, /x is not/)
    assert.match(JSON.stringify(entries), /x is not a function/)
    assert.equal(codeOf('a string was thrown'), 'bug')
    assert.equal(codeOf(new StoreError('failed', 'odd')), 'bug')
  })
})
