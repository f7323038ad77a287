import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { systemClock } from '../../../../main/engine/base/clock.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { Frames } from '../../../../main/engine/views/frames.ts'
import { viewOpeners } from '../../../../main/engine/views/index.ts'
import { LiveView } from '../../../../main/engine/views/live-view.ts'
import { applyDiffs, type TimelineRow } from '../../../../preload/contract/index.ts'
import { edit, me } from '../timeline/room-fixture.ts'
import { WatchedRoom } from './watched-room.ts'

/** Follows what comes, and resolves when it reads so. */
function follow(test: TestContext, room: WatchedRoom) {
  const frames = new Frames({ clock: systemClock, log: silentLog })
  let rows: readonly TimelineRow[] = []
  const waiting = new Set<() => void>()
  const view = new LiveView({
    frames,
    open: viewOpeners(room.profile, { clock: systemClock, log: silentLog }).feed({ account: me.userId }),
    sink: {
      canTake: () => true,
      take: (diffs) => {
        rows = applyDiffs<TimelineRow>(rows, diffs)
        for (const look of [...waiting]) look()
      },
      lost: assert.fail,
    },
  })
  test.after(() => {
    view.dispose()
    frames.dispose()
  })
  const until = (drawn: string): Promise<void> => new Promise((resolve) => {
    const look = () => {
      if (rows.map(({ plain }) => plain).join(' ') !== drawn) return
      waiting.delete(look)
      resolve()
    }
    waiting.add(look)
    look()
  })
  return { until }
}

describe('following what comes', () => {
  test('begins empty, and tells what is said from then on', async (t) => {
    const room = await WatchedRoom.open(t, 'a b c')
    room.sync('a', 'c', false)
    const { until } = follow(t, room)
    await until('')
    room.say('d')
    await until('d')
    room.say('e')
    await until('d e')
  })

  test('fetches what a burst left out, and nothing older', async (t) => {
    const room = await WatchedRoom.open(t, 'a b c d e f g h i j')
    room.sync('b', 'c')
    const { until } = follow(t, room)
    await until('')
    room.sync('i', 'j')
    await until('d e f g h i j')
    assert.equal(room.history.asked.filter((one) => one.startsWith('messages')).length, 2)
  })

  test('tells of a change to what it has told of', async (t) => {
    const room = await WatchedRoom.open(t, 'a')
    room.sync('a', 'a', false)
    const { until } = follow(t, room)
    room.say('b')
    await until('b')
    room.history.events.push(edit('c', 'b', 'better'))
    room.sync('c', 'c', false)
    await until('better')
  })

  test('takes no page of history for news', async (t) => {
    const room = await WatchedRoom.open(t, 'a b c d e f')
    room.sync('f', 'f')
    const { until } = follow(t, room)
    const look = room.look({ count: 6 })
    await look.untilDrawn('a b c d e f live')
    room.say('g')
    await until('g')
  })
})
