import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { RunningHomeserver } from '../../../harness/homeserver/running-homeserver.ts'
import { totalOf } from '../../../harness/homeserver/server/counters.ts'
import { Client, at, openClient } from './client.ts'

describe('bad days of the synthetic homeserver', () => {
  test('refusals are those of the specification, and of a gateway', async (context) => {
    const client = await openClient(context)
    const { faults } = client.homeserver
    faults.add({ fault: { kind: 'status', status: 502 }, times: 1 })
    faults.add({ match: 'whoami', fault: { kind: 'rate-limit', retryAfterSeconds: 7 }, times: 1 })
    const limited = await client.ask('GET', 'v3/account/whoami')
    assert.deepEqual([limited.status, limited.headers.get('retry-after'), limited.body['errcode']], [429, '7', 'M_LIMIT_EXCEEDED'])
    const broken = await client.ask('GET', 'v3/account/whoami')
    assert.deepEqual([broken.status, broken.headers.get('content-type')], [502, 'text/html'])
    assert.equal((await client.ask('GET', 'v3/account/whoami')).status, 200)
  })

  test('a connection breaks before the answer, with and without the work done', async (context) => {
    const client = await openClient(context)
    const { faults, service: { world } } = client.homeserver
    const [facts] = world.rooms
    assert.ok(facts)
    const send = (txnId: string) => client.ask('PUT', `v3/rooms/${encodeURIComponent(facts.roomId)}/send/m.room.message/${txnId}`, { body: txnId })
    faults.add({ match: '/send/', fault: { kind: 'drop' }, times: 1 })
    await assert.rejects(send('cw1'), /fetch failed/)
    assert.equal(world.lengthOf(facts), facts.length)
    faults.add({ match: '/send/', fault: { kind: 'lose-answer' }, times: 1 })
    await assert.rejects(send('cw2'), /fetch failed/)
    assert.equal(world.lengthOf(facts), facts.length + 1)
  })

  test('a body is cut in its middle, or after so many bytes', async (context) => {
    const client = await openClient(context)
    client.homeserver.faults.add({ match: '/sync', fault: { kind: 'cut', after: 'half' }, times: 1 })
    await assert.rejects(client.sync(), /terminated/)
    client.homeserver.faults.add({ match: '/sync', fault: { kind: 'cut', after: 10 }, times: 1 })
    const response = await fetch(`${client.homeserver.url}/_matrix/client/v3/sync`, { headers: { authorization: `Bearer ${client.token}` } })
    const pieces: string[] = []
    await assert.rejects(async () => {
      for await (const piece of response.body ?? []) pieces.push(Buffer.from(piece).toString())
    }, /terminated/)
    assert.equal(pieces.join(''), '{"next_bat')
    assert.equal((await client.sync()).status, 200)
  })

  test('a half-open connection stays silent, from the beginning or after some of the body', async (context) => {
    const client = await openClient(context)
    for (const fault of [{ kind: 'half-open' }, { kind: 'half-open', bytes: 20 }] as const) {
      client.homeserver.faults.add({ match: '/sync', fault, times: 1 })
      const patience = AbortSignal.timeout(150)
      await assert.rejects(client.ask('GET', 'v3/sync', undefined, patience), { name: 'TimeoutError' })
    }
  })

  test('an answer comes late, or slowly', async (context) => {
    const client = await openClient(context)
    const timed = async (): Promise<number> => {
      const started = performance.now()
      await client.ask('GET', 'versions')
      return performance.now() - started
    }
    client.homeserver.faults.add({ match: 'versions', fault: { kind: 'delay', ms: 200 }, times: 1 })
    assert.ok(await timed() >= 199)
    client.homeserver.faults.add({ match: 'versions', fault: { kind: 'slow', bytesPerSecond: 1_000 }, times: 1 })
    assert.ok(await timed() >= 199)
  })

  test('positions are forgotten', async (context) => {
    const client = await openClient(context)
    const [slid, synced] = [await client.slide(), await client.sync()]
    client.homeserver.service.connections.forget()
    assert.equal((await client.slide({ pos: String(slid.body['pos']) })).body['errcode'], 'M_UNKNOWN_POS')
    assert.equal((await client.sync({ since: String(synced.body['next_batch']) })).status, 400)
  })

  test('all of it can be ordered of a homeserver in a process of its own, which counts what is asked of it', async (context) => {
    const homeserver = await RunningHomeserver.start({ seed: 11, rooms: 40, events: 4_000 })
    context.after(() => homeserver.dispose())
    const client = await Client.signIn(homeserver)
    await homeserver.clearCounters()
    await homeserver.fault({ match: 'whoami', fault: { kind: 'status', status: 500, errcode: 'M_UNKNOWN' } })
    assert.equal((await client.ask('GET', 'v3/account/whoami')).body['errcode'], 'M_UNKNOWN')
    await homeserver.heal()
    assert.equal((await client.ask('GET', 'v3/account/whoami')).status, 200)
    const { body } = await client.slide()
    const counted = await homeserver.counters()
    assert.equal(counted['GET /_matrix/client/v3/account/whoami']?.requests, 2)
    const synced = counted['POST /_matrix/client/unstable/org.matrix.simplified_msc3575/sync']
    const size = Buffer.byteLength(JSON.stringify(body))
    assert.ok(synced && synced.bytesOut > size && synced.bytesOut < size * 1.05, `${synced?.bytesOut} bytes for ${size}`)
    assert.equal(totalOf(counted).requests, 3)

    await homeserver.startTraffic({ eventsPerSecond: 200 })
    const news = await client.slide({ pos: String(body['pos']), rooms: 40, timeoutMs: 5_000 })
    assert.notDeepEqual(at(news.body, 'rooms'), {})
    const made = await homeserver.stopTraffic()
    assert.equal((await homeserver.facts()).live, made)
    await homeserver.forgetPositions()
    assert.equal((await client.slide({ pos: String(body['pos']) })).status, 400)
  })
})
