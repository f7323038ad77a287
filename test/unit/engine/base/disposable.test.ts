import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Disposables } from '../../../../main/engine/base/disposable.ts'

describe('disposables', () => {
  test('close in reverse order, each waiting for the one before', async () => {
    const closed: string[] = []
    const owner = new Disposables()
    owner.add({ dispose: () => void closed.push('database') })
    owner.defer(async () => {
      await Promise.resolve()
      closed.push('sync')
    })
    await owner.dispose()
    assert.deepEqual(closed, ['sync', 'database'])
  })

  test('one that fails to close does not keep the others open, and its failure is heard', async () => {
    const closed: string[] = []
    const owner = new Disposables()
    owner.defer(() => void closed.push('database'))
    owner.defer(() => {
      throw new Error('stuck')
    })
    await assert.rejects(owner.dispose(), /stuck/)
    assert.deepEqual(closed, ['database'])
  })

  test('several failures arrive together', async () => {
    const owner = new Disposables()
    owner.defer(() => Promise.reject(new Error('one')))
    owner.defer(() => Promise.reject(new Error('two')))
    await assert.rejects(owner.dispose(), (error) => error instanceof AggregateError && error.errors.length === 2)
  })

  test('disposing twice closes once, and nothing can be added afterwards', async () => {
    let closed = 0
    const owner = new Disposables()
    owner.defer(() => void (closed += 1))
    await Promise.all([owner.dispose(), owner.dispose()])
    assert.equal(closed, 1)
    assert.throws(() => owner.defer(() => undefined), /already disposed/)
  })
})
