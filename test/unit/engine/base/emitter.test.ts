import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Emitter } from '../../../../main/engine/base/emitter.ts'
import { createLog, silentLog, type LogEntry } from '../../../../main/engine/base/log.ts'

describe('an emitter', () => {
  test('tells every listener, in order, until it is taken off', () => {
    const heard: string[] = []
    const emitter = new Emitter<number>(silentLog)
    const off = emitter.on((value) => heard.push(`a${value}`))
    emitter.on((value) => heard.push(`b${value}`))
    emitter.emit(1)
    off()
    off()
    emitter.emit(2)
    assert.deepEqual(heard, ['a1', 'b1', 'b2'])
    assert.equal(emitter.size, 1)
  })

  test('a listener that throws is logged and does not keep the others from hearing', () => {
    const entries: LogEntry[] = []
    const heard: number[] = []
    const emitter = new Emitter<number>(createLog((entry) => entries.push(entry), 'error'))
    emitter.on(() => {
      throw new Error('broken')
    })
    emitter.on((value) => heard.push(value))
    emitter.emit(1)
    assert.deepEqual(heard, [1])
    assert.deepEqual(
      entries.map((entry) => entry.message),
      ['A listener failed'],
    )
  })

  test('the same function listening twice is two listeners', () => {
    let count = 0
    const listener = () => {
      count += 1
    }
    const emitter = new Emitter<undefined>(silentLog)
    const off = emitter.on(listener)
    emitter.on(listener)
    off()
    emitter.emit(undefined)
    assert.equal(count, 1)
  })

  test('a listener added or removed while a value is told changes the next value, or its own hearing', () => {
    const heard: string[] = []
    const emitter = new Emitter<number>(silentLog)
    emitter.on(() => {
      offSecond()
      emitter.on((value) => heard.push(`late${value}`))
    })
    const offSecond = emitter.on((value) => heard.push(`second${value}`))
    emitter.emit(1)
    assert.deepEqual(heard, [])
  })
})
