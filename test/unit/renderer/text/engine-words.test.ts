import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureCodes } from '../../../../preload/contract/index.ts'
import { failureWords, lockWords } from '../../../../renderer/text/engine-words.ts'

test('a failure is told in the engine’s own exact words in English, and by its code in another language', () => {
  const failure = { code: 'offline', message: 'harbour.example cannot be reached: it does not answer.' } as const
  assert.equal(failureWords(failure, 'en'), failure.message)
  assert.equal(failureWords(failure, 'de'), 'Der Server ist nicht zu erreichen. Prüfe die Verbindung.')
})

test('where the code says too little the engine’s words follow, whatever signs are in them', () => {
  assert.equal(
    failureWords({ code: 'bad-input', message: '"has:" knows $& and {message}.' }, 'de'), 'Das wurde nicht verstanden: "has:" knows $& and {message}.',
  )
})

test('every failure has words in every language', () => {
  for (const code of failureCodes) assert.match(failureWords({ code, message: 'words' }, 'de'), /^[A-ZÄÖÜ].*(?:\.|: words)$/u, code)
})

test('a lock is told by its reason', () => {
  const lock = { reason: 'passphrase-needed', message: 'Your messages are locked with a passphrase: enter it.' } as const
  assert.equal(lockWords(lock, 'en'), lock.message)
  assert.equal(lockWords(lock, 'de'), 'Deine Nachrichten sind mit einer Passphrase gesperrt. Gib sie ein.')
})
