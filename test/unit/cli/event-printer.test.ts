import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EventPrinter } from '../../../main/cli/output/event-printer.ts'
import type { TimelineRow } from '../../../preload/contract/index.ts'

const row = (name: string, more: Partial<TimelineRow> = {}): TimelineRow => ({
  key: name, roomId: '!room:x', eventId: `$${name}`, localId: null, sender: { userId: '@a:x', name: 'a', avatar: null }, ts: 1,
  kind: 'text',
  content: { type: 'text', body: [], isOnlyEmoji: false }, plain: name, replyTo: null, thread: null, isEdited: false, isRedacted: false,
  reactions: [], state: 'sent', decryption: 'none', undecrypted: null, shield: null, reason: null, ...more,
}) as unknown as TimelineRow

function printer() {
  const lines: string[] = []
  const one = new EventPrinter({ isJson: true, print: (line) => { lines.push(line) } })
  return {
    take: (...rows: readonly TimelineRow[]) => one.takeAll(rows),
    printed: () => lines.map((line) => (JSON.parse(line) as { body: string }).body),
  }
}

describe('events as they come', () => {
  test('are printed once, however often they are told of', () => {
    const { take, printed } = printer()
    take(row('one'))
    take(row('one'), row('two'))
    take(row('one', { isEdited: true, plain: 'changed' }))
    assert.deepEqual(printed(), ['one', 'two'])
  })

  test('are printed again when they become readable, and then no more', () => {
    const { take, printed } = printer()
    take(row('secret', { decryption: 'pending' }))
    take(row('secret', { decryption: 'failed' }))
    take(row('secret', { decryption: 'ok' }))
    take(row('secret', { decryption: 'ok', plain: 'changed' }))
    assert.deepEqual(printed(), ['', 'secret'])
  })

  test('of our own are printed when they have become events', () => {
    const { take, printed } = printer()
    take(row('mine', { eventId: null, state: 'sending' }))
    take(row('mine', { state: 'sending' }))
    take(row('mine'))
    assert.deepEqual(printed(), ['mine'])
  })
})
