import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Json } from '../harness/person.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { Terminal, type Running } from './cli/terminal.ts'

// One profile, several programs: whoever has it open serves the others, and hands it on when it leaves.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

const rowsOf = (running: Running): readonly Json[] => running.lines.map((line) => JSON.parse(line) as Json)
/** Something is said over and over until the tail tells of it: from then on it misses nothing. */
async function untilFollowing(tail: Running, say: () => Promise<unknown>): Promise<void> {
  const before = tail.lines.length
  const heard = tail.untilLine(() => tail.lines.length > before)
  let isHeard = false
  void heard.finally(() => { isHeard = true })
  while (!isHeard) {
    await say()
    await Promise.race([heard, pause(300)])
  }
}

const says = (body: string) => (line: string) => (JSON.parse(line) as Json)['body'] === body

describe('several programs on one profile', () => {
  test('commands that are started together all work', async (t) => {
    const ada = await synapse.person('Ada')
    const terminal = await Terminal.signedIn(t, ada)
    const { roomId } = await terminal.json<{ roomId: string }>('create', '--name', 'Crowd')
    const texts = ['one', 'two', 'three', 'four']
    const ended = await Promise.all(
      [...texts.map((text) => terminal.run(['send', roomId, text])), terminal.run(['rooms']), terminal.run(['timeline', roomId])],
    )
    assert.deepEqual(ended.map(({ status, stderr }) => [status, stderr]), ended.map(() => [0, '']))
    const said = (await ada.timeline(roomId)).filter((event) => event['type'] === 'm.room.message').map(
      (event) => (event['content'] as Json)['body'],
    )
    assert.deepEqual([...said].sort(), [...texts].sort())
  })

  test('a tail tells what comes, once, while other commands work through it', async (t) => {
    const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
    const terminal = await Terminal.signedIn(t, ada)
    const { roomId } = await terminal.json<{ roomId: string }>('create', '--name', 'Live', '--invite', ben.userId)
    await ben.join(roomId)
    await ben.say(roomId, 'before')
    const tail = terminal.start(['tail', '--json'])
    await untilFollowing(tail, () => ben.say(roomId, 'anybody?'))
    await ben.say(roomId, 'from Ben')
    const sent = await terminal.json<{ eventId: string }>('send', 'Live', 'from Ada')
    assert.ok(sent.eventId)
    assert.deepEqual(await terminal.json('read', 'Live'), {})
    assert.equal((await terminal.json<readonly Json[]>('rooms'))[0]?.['unread'], 0)
    await tail.untilLine(says('from Ada'))
    await tail.untilLine(says('from Ben'))
    const rows = rowsOf(tail)
    assert.equal(rows.some((row) => row['body'] === 'before'), false)
    assert.equal(new Set(rows.map((row) => row['eventId'])).size, rows.length)
    const [row] = rows.filter(({ body }) => body === 'from Ada')
    assert.deepEqual([row?.['eventId'], row?.['roomId'], row?.['sender']], [sent.eventId, roomId, ada.userId])
    tail.process.kill('SIGINT')
    assert.equal((await tail.ended).status, 0)
  })

  test('a tail of one room tells of no other, and misses nothing of a burst', async (t) => {
    const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
    const terminal = await Terminal.signedIn(t, ada)
    const { roomId } = await terminal.json<{ roomId: string }>('create', '--name', 'One', '--invite', ben.userId)
    const other = await terminal.json<{ roomId: string }>('create', '--name', 'Other', '--invite', ben.userId)
    await Promise.all([ben.join(roomId), ben.join(other.roomId)])
    const tail = terminal.start(['tail', 'One', '--json'])
    await untilFollowing(tail, () => ben.say(roomId, 'anybody?'))
    await ben.say(other.roomId, 'elsewhere')
    const sent: string[] = []
    for (let number = 0; number < 60; number += 1) sent.push(await ben.say(roomId, `number ${number}`))
    const numbers = () => rowsOf(tail).filter(({ body }) => String(body).startsWith('number ')).map(({ eventId }) => eventId)
    await tail.untilLine(() => numbers().length === sent.length)
    assert.deepEqual([...numbers()].sort(), [...sent].sort())
    assert.equal(rowsOf(tail).some(({ body }) => body === 'elsewhere'), false)
  })

  test('a tail goes on by itself when the program whose engine it used has ended', async (t) => {
    const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
    const terminal = await Terminal.signedIn(t, ada)
    const { roomId } = await terminal.json<{ roomId: string }>('create', '--name', 'Handover', '--invite', ben.userId)
    await ben.join(roomId)
    const first = terminal.start(['tail', '--json'])
    await untilFollowing(first, () => ben.say(roomId, 'to the first'))
    const second = terminal.start(['tail', '--json'])
    await untilFollowing(second, () => ben.say(roomId, 'to both'))
    await first.untilLine(says('to both'))
    first.process.kill('SIGTERM')
    await first.ended
    await ben.say(roomId, 'to the second')
    await second.untilLine(says('to the second'))
    assert.equal((await terminal.json<readonly Json[]>('rooms')).length, 1)
  })
})

describe('JSON-RPC on standard streams', () => {
  test('answers calls and tells of views, until its input ends', async (t) => {
    const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
    const terminal = await Terminal.signedIn(t, ada)
    const { roomId } = await terminal.json<{ roomId: string }>('create', '--name', 'Wire', '--invite', ben.userId)
    await ben.join(roomId)
    const rpc = terminal.start(['rpc'])
    const ask = (message: object) => rpc.process.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
    const isAnswer = (id: number) => (line: string) => (JSON.parse(line) as Json)['id'] === id
    ask({ id: 1, method: 'watch', params: { view: 'timeline', input: { account: ada.userId, roomId, count: 20 } } })
    assert.deepEqual(JSON.parse(await rpc.untilLine(isAnswer(1))), { jsonrpc: '2.0', id: 1, result: { watch: 1 } })
    await rpc.untilLine((line) => line.includes('"reset"'))
    await ben.say(roomId, 'over the wire')
    await rpc.untilLine((line) => line.includes('"batch"') && line.includes('over the wire'))
    // Another program meanwhile, over its socket, and a call whose answer comes after the input's end.
    assert.equal((await terminal.json<Json>('whoami'))['userId'], ada.userId)
    ask({ id: 2, method: 'message.send', params: { account: ada.userId, roomId, text: 'by rpc', format: 'plain' } })
    const queued = JSON.parse(await rpc.untilLine(isAnswer(2))) as { result: { localId: string } }
    ask({ id: 3, method: 'outbox.await', params: { account: ada.userId, localId: queued.result.localId, timeoutMs: 30_000 } })
    rpc.process.stdin.end()
    const ended = JSON.parse(await rpc.untilLine(isAnswer(3))) as { result: Json }
    assert.equal(ended.result['state'], 'done')
    assert.equal((await rpc.ended).status, 0)
  })

  test('goes through whoever has the profile open', async (t) => {
    const ada = await synapse.person('Ada')
    const terminal = await Terminal.signedIn(t, ada)
    const tail = terminal.start(['tail', '--json'])
    const rpc = terminal.start(['rpc'])
    rpc.process.stdin.write('{"jsonrpc":"2.0","id":1,"method":"account.list"}\nno json\n')
    const line = await rpc.untilLine((one) => (JSON.parse(one) as Json)['id'] === 1)
    assert.equal(((JSON.parse(line) as { result: readonly Json[] }).result[0])?.['userId'], ada.userId)
    await rpc.untilLine((one) => one.includes('-32700'))
    rpc.process.stdin.end()
    assert.equal((await rpc.ended).status, 0)
    tail.process.kill('SIGTERM')
    assert.equal((await tail.ended).status, 0)
  })
})
