import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { FollowUps, type FollowUp } from '../../../../main/engine/sync/follow-ups.ts'
import { id } from '../rooms/house.ts'

describe('follow-ups', () => {
  test('are done one room after another, and one that fails is that room alone', async () => {
    const done: string[] = []
    const last = Promise.withResolvers<void>()
    let atOnce = 0
    const followUp: FollowUp = async (roomId) => {
      atOnce += 1
      assert.equal(atOnce, 1)
      await Promise.resolve()
      atOnce -= 1
      if (roomId === id('bad')) throw new Error('no answer')
      done.push(roomId)
      if (roomId === id('last')) last.resolve()
    }
    new FollowUps({ followUp, log: silentLog }).take([id('a'), id('bad'), id('b'), id('a'), id('last')])
    await last.promise
    assert.deepEqual(done, [id('a'), id('b'), id('last')])
  })

  test('end when told to, and can begin again', async () => {
    const begun: string[] = []
    const followUp: FollowUp = (roomId, signal) => {
      begun.push(roomId)
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))))
    }
    const followUps = new FollowUps({ followUp, log: silentLog })
    followUps.take([id('a'), id('b')])
    await Promise.resolve()
    await followUps.stop()
    assert.deepEqual(begun, [id('a')])
    followUps.take([id('c')])
    await Promise.resolve()
    assert.deepEqual(begun, [id('a'), id('c')])
    await followUps.stop()
  })
})
