import { password } from '../harness/homeserver/protocol/account.ts'
import type { RunningHomeserver } from '../harness/homeserver/running-homeserver.ts'
import { myUserId } from '../harness/homeserver/world/people.ts'
import { megabytes } from './memory.ts'
import { spreadOf } from './statistics.ts'
import type { Measure } from './table.ts'

const slidingSync = '/_matrix/client/unstable/org.matrix.simplified_msc3575/sync'
const firstScreen = {
  conn_id: 'speed',
  lists: { all: { ranges: [[0, 19]], timeline_limit: 20, required_state: [['m.room.name', ''], ['m.room.avatar', ''], ['m.room.member', '$LAZY']] } },
}

/** How fast the made-up homeserver is by itself, so that nobody measures it and calls it the engine. */
export async function measureFixture(homeserver: RunningHomeserver, subject: string, runs: number): Promise<readonly Measure[]> {
  const token = await signIn(homeserver.url)
  const ask = async (path: string, body?: object): Promise<{ readonly ms: number; readonly bytes: number }> => {
    const started = performance.now()
    const response = await fetch(`${homeserver.url}${path}`, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
    let bytes = 0
    for await (const piece of response.body ?? []) bytes += piece.byteLength
    return { ms: performance.now() - started, bytes }
  }
  const screens: number[] = []
  for (let run = 0; run < runs * 10; run += 1) screens.push((await ask(slidingSync, firstScreen)).ms)
  const rates: number[] = []
  for (let run = 0; run < Math.min(3, runs); run += 1) {
    const { ms, bytes } = await ask('/_matrix/client/v3/sync')
    rates.push(megabytes(bytes) / ms * 1_000)
  }
  const { memory } = await homeserver.facts()
  return [
    { name: 'homeserver alone: answer for 20 rooms', subject, unit: 'ms', spread: spreadOf(screens), limit: null },
    { name: 'homeserver alone: first answer of /sync', subject, unit: 'MB/s', spread: spreadOf(rates), limit: null },
    { name: 'homeserver alone: memory', subject, unit: 'MB', spread: spreadOf([megabytes(memory)]), limit: { name: 'goal', value: 300 } },
  ]
}

async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}/_matrix/client/v3/login`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'm.login.password', identifier: { type: 'm.id.user', user: myUserId }, password }),
  })
  const answer: unknown = await response.json()
  return String(Object(answer).access_token)
}
