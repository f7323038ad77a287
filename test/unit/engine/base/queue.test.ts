import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SerialQueue } from '../../../../main/engine/base/queue.ts'

describe('a serial queue', () => {
  test('runs one job at a time, in order', async () => {
    const steps: string[] = []
    const queue = new SerialQueue()
    const job = (name: string) => async () => {
      steps.push(`${name} starts`)
      await Promise.resolve()
      steps.push(`${name} ends`)
      return name
    }
    assert.deepEqual(await Promise.all([queue.run(job('a')), queue.run(job('b'))]), ['a', 'b'])
    assert.deepEqual(steps, ['a starts', 'a ends', 'b starts', 'b ends'])
  })

  test('a job that fails, at once or later, does not stop the next', async () => {
    const queue = new SerialQueue()
    const thrown = queue.run(() => {
      throw new Error('thrown')
    })
    const rejected = queue.run(() => Promise.reject(new Error('rejected')))
    const fine = queue.run(() => 'fine')
    await assert.rejects(thrown, /thrown/)
    await assert.rejects(rejected, /rejected/)
    assert.equal(await fine, 'fine')
  })

  test('draining waits for jobs that jobs add', async () => {
    const done: string[] = []
    const queue = new SerialQueue()
    void queue.run(() => {
      void queue.run(async () => {
        await Promise.resolve()
        done.push('inner')
      })
      done.push('outer')
    })
    await queue.drain()
    assert.deepEqual(done, ['outer', 'inner'])
    assert.equal(queue.size, 0)
  })

  test('after closing, what was given is done and nothing more is taken', async () => {
    const done: string[] = []
    const queue = new SerialQueue()
    void queue.run(() => void done.push('given'))
    const closing = queue.close()
    await assert.rejects(
      queue.run(() => void done.push('late')),
      /closed/,
    )
    await closing
    assert.deepEqual(done, ['given'])
  })
})
