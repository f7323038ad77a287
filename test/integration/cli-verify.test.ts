import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { Terminal, type Ended, type Running } from './cli/terminal.ts'

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

const isEmoji = (line: string): boolean => line.startsWith('{"emoji"')

const start = (terminal: Terminal, target: string, ...more: readonly string[]): Running =>
  terminal.start(['verify', target, '--accept-emoji', '--json', ...more])

async function deviceOf(terminal: Terminal): Promise<string> {
  return (await terminal.json<{ deviceId: string }>('whoami')).deviceId
}

/** What both print, once both have printed it. */
async function emojiOf(one: Running, other: Running): Promise<string> {
  const [here, there] = await Promise.all([one.untilLine(isEmoji), other.untilLine(isEmoji)])
  assert.equal(here, there)
  assert.equal((JSON.parse(here) as { emoji: readonly unknown[] }).emoji.length, 7)
  return here
}

async function say(answer: string, ...running: readonly Running[]): Promise<readonly Ended[]> {
  for (const { process } of running) process.stdin.write(`${answer}\n`)
  return Promise.all(running.map(({ ended }) => ended))
}

const lastLine = ({ stdout }: Ended): string | undefined => stdout.trimEnd().split('\n').at(-1)

describe('causeway verify', () => {
  test('verifies a second device of the same account', async (t) => {
    const ada = await synapse.person('Ada')
    const [first, second] = [await Terminal.signedIn(t, ada), await Terminal.signedIn(t, ada)]
    const asking = start(second, await deviceOf(first))
    const answering = start(first, await deviceOf(second))
    await emojiOf(asking, answering)
    for (const ended of await say('y', asking, answering)) {
      assert.deepEqual([ended.status, lastLine(ended)], [0, '{"verified":true}'], ended.stderr)
    }
  })

  test('verifies somebody else in the direct chat', async (t) => {
    const [ada, ben] = [await synapse.person('Ada'), await synapse.person('Ben')]
    const [here, there] = [await Terminal.signedIn(t, ada), await Terminal.signedIn(t, ben)]
    const { roomId } = await here.json<{ roomId: string }>('create', '--direct', '--encrypted', '--invite', ben.userId)
    await there.json('join', roomId)
    await here.json('sync')
    const asking = start(here, ben.userId)
    const answering = start(there, ada.userId)
    await emojiOf(asking, answering)
    for (const ended of await say('y', asking, answering)) {
      assert.deepEqual([ended.status, lastLine(ended)], [0, '{"verified":true}'], ended.stderr)
    }
  })

  test('says so when the emoji do not match, on both sides', async (t) => {
    const ada = await synapse.person('Ada')
    const [first, second] = [await Terminal.signedIn(t, ada), await Terminal.signedIn(t, ada)]
    const asking = start(second, ada.userId)
    const answering = start(first, await deviceOf(second))
    await emojiOf(asking, answering)
    const [refusing] = await say('n', asking)
    const told = await answering.ended
    for (const ended of [refusing, told]) {
      assert.ok(ended)
      assert.deepEqual([ended.status, lastLine(ended), ended.errorCode], [1, '{"verified":false}', 'cancelled'])
      assert.match(ended.stderr, /did not match/u)
    }
  })

  test('gives up when nobody answers within --timeout', async (t) => {
    const ada = await synapse.person('Ada')
    const [, second] = [await Terminal.signedIn(t, ada), await Terminal.signedIn(t, ada)]
    const ended = await start(second, ada.userId, '--timeout', '2').ended
    assert.deepEqual([ended.status, ended.errorCode], [4, 'timeout'])
  })

  test('refuses what cannot be verified', async (t) => {
    const ada = await synapse.person('Ada')
    const terminal = await Terminal.signedIn(t, ada)
    const own = await start(terminal, await deviceOf(terminal)).ended
    assert.deepEqual([own.status, own.errorCode], [1, 'bad-input'])
    const unknown = await start(terminal, 'NOSUCHDEVICE').ended
    assert.deepEqual([unknown.status, unknown.errorCode], [1, 'not-found'])
    const stranger = await start(terminal, (await synapse.person('Ben')).userId).ended
    assert.deepEqual([stranger.status, stranger.errorCode], [1, 'not-found'])
    assert.equal((await start(terminal, '@no-server').ended).status, 2)
  })

  test('works through a program that has the profile open already', async (t) => {
    const ada = await synapse.person('Ada')
    const [first, second] = [await Terminal.signedIn(t, ada), await Terminal.signedIn(t, ada)]
    const owner = second.start(['rpc'])
    owner.process.stdin.write('{"jsonrpc":"2.0","id":1,"method":"account.list","params":{}}\n')
    await owner.untilLine((line) => line.includes('"id":1'))
    const asking = start(second, ada.userId)
    const answering = start(first, await deviceOf(second))
    await emojiOf(asking, answering)
    for (const { status, stderr } of await say('y', asking, answering)) assert.equal(status, 0, stderr)
    owner.process.stdin.end()
    await owner.ended
  })
})
