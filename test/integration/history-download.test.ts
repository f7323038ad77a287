import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { HistoryRow, RoomId } from '../../preload/contract/index.ts'
import { Conversation, encryptionOn, textsOf, watchword } from '../harness/conversation.ts'
import { FaultProxy } from '../harness/fault-proxy.ts'
import { startSecondClient } from '../harness/second-client.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { Terminal } from './cli/terminal.ts'

// The whole history of a room, fetched in the background from a real homeserver.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

const download = async (conversation: Conversation, roomId: RoomId = conversation.roomId): Promise<HistoryRow> => {
  const { client, account } = conversation
  const view = await client.watch('history', { account, roomId })
  assert.equal(view.rows[0]?.state, 'none')
  assert.ok((view.rows[0].completeFrom ?? 0) > 0)
  await client.call('history.download', { account, roomId })
  const [row] = await view.until(([first]) => first?.state === 'complete')
  await view.stop()
  assert.ok(row)
  return row
}

const series = (count: number): readonly string[] => ['primrose', ...Array.from({ length: count - 1 }, (_, at) => `said ${at + 2}`)]

describe('the whole history of a room', () => {
  test('that is encrypted comes, five hundred messages of it, and is read to its first word without a network', async (t) => {
    const conversation = await Conversation.open(t, synapse, 'sliding', [encryptionOn()])
    const theirs = await startSecondClient(t, conversation.friend, conversation.roomId, { encrypts: true })
    // This device is there, and away while everything is said.
    await conversation.start()
    await conversation.stop()
    for (const text of series(500)) await theirs.client.sendTextMessage(conversation.roomId, `${text} ${watchword}`)
    await conversation.start()
    const { client, account, roomId } = conversation
    await client.call('account.catchUp', { account, timeoutMs: 20_000 })
    const row = await download(conversation)
    assert.equal(row.completeFrom, 0)
    assert.equal(row.events, 500)
    await conversation.goOffline()
    const timeline = await client.watch('timeline', { account, roomId, count: 1_000 })
    const rows = await timeline.until((_, head) => head.atStart)
    assert.deepEqual(textsOf(rows), series(500))
    const { hits, coverage } = await client.call('search.messages', { account, query: 'primrose', limit: 10 })
    assert.deepEqual(hits.map(({ eventId }) => eventId), [rows.find(({ plain }) => plain.startsWith('primrose'))?.eventId])
    assert.deepEqual([coverage.rooms, coverage.completeRooms, coverage.from], [1, 1, 0])
  })

  test('goes on after the engine was killed in the middle, and tells since when it is whole meanwhile', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    const times: number[] = []
    for (const text of series(250)) {
      await conversation.hear(text)
      times.push(Date.now())
    }
    const engine = await conversation.fork()
    const { account, roomId } = conversation
    const view = await engine.client.watch('history', { account, roomId })
    await engine.client.call('history.download', { account, roomId })
    const [half] = await view.until(([row]) => (row?.events ?? 0) > 100)
    await engine.kill()
    const since = half?.completeFrom ?? 0
    assert.equal(since > (times[0] ?? Infinity) - 5_000 && since < (times.at(-100) ?? 0) + 5_000, true, String(since))
    await conversation.stop()
    await conversation.fork()
    const again = await conversation.client.watch('history', { account })
    const [whole] = await again.until(([row]) => row?.state === 'complete')
    assert.equal(whole?.events, 250)
  })
})

test('a terminal brings a history here and waits for all of it', async (t) => {
  const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
  const roomId = await ben.createRoom({ name: 'Attic', preset: 'public_chat' })
  for (const text of series(150)) await ben.say(roomId, text)
  await ada.join(roomId)
  const terminal = await Terminal.signedIn(t, ada)
  await terminal.json('sync')
  const whole = await terminal.json('history', 'Attic', '--wait')
  assert.deepEqual(whole, { roomId, name: 'Attic', state: 'complete', completeFrom: 0, events: 150 })
  assert.deepEqual(await terminal.json('history'), [whole])
  assert.deepEqual(await terminal.json('history', 'Attic', '--stop'), whole)
  assert.deepEqual(await terminal.json('history'), [])
})

test('a terminal says that the server is away, and what was asked for goes on the next time', async (t) => {
  const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
  const roomId = await ben.createRoom({ name: 'Attic', preset: 'public_chat' })
  for (const text of series(50)) await ben.say(roomId, text)
  await ada.join(roomId)
  const proxy = await FaultProxy.open(synapse.url)
  t.after(() => proxy.dispose())
  const terminal = await Terminal.signedIn(t, ada, proxy.url)
  await terminal.json('sync')
  await proxy.goDown()
  const away = await terminal.run(['history', 'Attic', '--wait', '--timeout', '5'])
  assert.deepEqual([away.status, away.errorCode], [4, 'offline'])
  await proxy.comeBack()
  const [row] = await terminal.json<readonly HistoryRow[]>('history')
  assert.deepEqual([row?.roomId, row?.state === 'complete'], [roomId, false])
  assert.equal((await terminal.json<HistoryRow>('history', 'Attic', '--wait')).state, 'complete')
})
