import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { readGaps } from '../../../../main/engine/store/tables/gaps.ts'
import { roomKey } from '../../../../main/engine/store/tables/rooms.ts'
import { HistoryFetcher } from '../../../../main/engine/views/history-fetcher.ts'
import { roomId } from '../timeline/room-fixture.ts'
import { WatchedRoom } from './watched-room.ts'

test('what lacks is asked for when whoever looks has got what is here', async (t) => {
  const room = await WatchedRoom.open(t, 'a b c d e f g h')
  room.sync('g', 'h')
  const { pager, store } = room.account.parts
  let asked = 0
  const fillGap = pager.fillGap.bind(pager)
  Object.assign(pager, {
    fillGap: (...input: Parameters<typeof fillGap>) => {
      asked += 1
      return fillGap(...input)
    },
  })
  const progress = Promise.withResolvers<void>()
  const fetcher = new HistoryFetcher({ pager, roomId, onProgress: progress.resolve, log: silentLog })
  t.after(() => fetcher.dispose())
  const stored = store.read((reader) => readGaps(reader, roomKey(reader, roomId) ?? 0)).at(-1)
  assert.ok(stored)
  const gap = { position: stored.position, hasBackToken: true, hasForwardToken: false }
  fetcher.fill(gap, 'back')
  await Promise.resolve()
  assert.deepEqual([asked, fetcher.stateOf(gap)], [0, 'loading'])
  await progress.promise
  assert.deepEqual([asked, fetcher.stateOf(gap)], [1, 'idle'])
})
