import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { RoomId } from '../../preload/contract/index.ts'
import { openLogFile } from '../../main/shell/log-file.ts'
import { CallRefused } from '../harness/engine-client.ts'
import { eventually } from '../harness/eventually.ts'
import { password } from '../harness/homeserver/protocol/account.ts'
import { SyntheticHomeserver } from '../harness/homeserver/server/homeserver.ts'
import { forkEngine } from '../harness/running-engine.ts'
import { notRoot, SmallDisk } from '../harness/small-disk.ts'
import { audit } from '../reliability/audit.ts'

// An engine in a process of its own on a small disk: an error that nobody caught would end it.

const failureOf = (error: unknown) => (error instanceof CallRefused ? error.failure : null)

describe('a disk that is full', () => {
  test('stops the sync in order, says so, keeps what is there, pretends nothing, and all goes on when there is room again', async (t) => {
    const disk = await SmallDisk.mount(t, 24)
    if (disk === null) return t.skip(notRoot)
    const homeserver = await SyntheticHomeserver.open({ seed: 71, rooms: 10, events: 300, largestRoom: 30 })
    t.after(() => homeserver.dispose())
    const dir = join(disk.path, 'profile')
    mkdirSync(dir)
    const engine = await forkEngine(dir)
    t.after(() => engine.kill())
    const { client } = engine
    const { userId: account } = await client.call('account.login', { homeserver: homeserver.url, user: 'ada', password })
    await client.call('account.catchUp', { account, timeoutMs: 20_000 })
    const before = await client.call('room.list', { account, filter: 'all', limit: 100 })
    const { world } = homeserver.service
    const roomId = world.rooms[0]?.roomId as RoomId
    const row = async () => (await client.call('account.list', {}))[0]

    disk.fill()
    await eventually('the sync has stopped', async () => {
      homeserver.traffic.burst(300)
      return (await row())?.connection === 'stopped'
    })
    assert.match((await row())?.reason ?? '', /disk/i)
    assert.equal((await row())?.remedy, null)
    // What is stored can be read.
    assert.equal((await client.call('room.list', { account, filter: 'all', limit: 100 })).length, before.length)
    assert.ok((await client.call('timeline.list', { account, roomId, limit: 20 })).length > 0)

    // Said is what the disk took, and of what it did not take nobody is told that it will be sent.
    const kept: string[] = []
    let refusal: unknown
    for (let number = 1; refusal === undefined && number < 2_000; number += 1) {
      const text = `said on a full disk ${number}`
      await client.call('message.send', { account, roomId, text, format: 'plain' }).then(() => kept.push(text), (error: unknown) => { refusal = error })
    }
    assert.equal(failureOf(refusal)?.code, 'disk-full')
    assert.match(failureOf(refusal)?.message ?? '', /Free some space/)
    // Not a picture is kept, and not a log line written: neither ends anything.
    const bytes = new Uint8Array(500_000)
    const file = { account, roomId, source: { from: 'bytes' as const, bytes, name: 'large.bin' } }
    await assert.rejects(client.call('message.sendFile', file), (error) => failureOf(error)?.code === 'disk-full')
    openLogFile({ path: join(dir, 'logs', 'main.log') })('a line\n')

    disk.free()
    await client.call('account.reconnect', { account })
    await eventually('what was kept is sent', async () => {
      const bodies = world.rooms.flatMap((facts) => Array.from({ length: world.lengthOf(facts) - facts.length }, (_, place) =>
        String(world.events.plain(facts, facts.length + place).content['body'])).filter((body) => body.startsWith('said on a full disk')))
      assert.deepEqual(bodies, kept)
      return true
    })
    await client.call('account.catchUp', { account, timeoutMs: 20_000 })
    assert.equal((await row())?.connection, 'online')
    await engine.stop()
    const [folder = ''] = readdirSync(join(dir, 'accounts'))
    audit({ folder: join(dir, 'accounts', folder), kind: 'sliding', world })
  })
})

describe('a profile that may not be written', () => {
  test('is opened for nobody, says why, and is left as it is; and none is begun there', async (t) => {
    const disk = await SmallDisk.mount(t, 24)
    if (disk === null) return t.skip(notRoot)
    const homeserver = await SyntheticHomeserver.open({ seed: 72, rooms: 5, events: 60 })
    t.after(() => homeserver.dispose())
    const [dir, empty] = [join(disk.path, 'profile'), join(disk.path, 'empty')]
    for (const one of [dir, empty]) mkdirSync(one)
    const first = await forkEngine(dir)
    await first.client.call('account.login', { homeserver: homeserver.url, user: 'ada', password })
    await first.stop()
    const files = readdirSync(dir, { recursive: true }).map(String).toSorted()
    const profile = readFileSync(join(dir, 'profile.db'))

    await disk.protect()
    for (const one of [dir, empty]) {
      await assert.rejects(forkEngine(one), (error) => {
        const failure = failureOf(error)
        return failure?.code === 'damaged' && failure.message === 'The profile folder cannot be written. Check its permissions.'
      })
    }
    await disk.unprotect()
    assert.deepEqual(readdirSync(dir, { recursive: true }).map(String).toSorted(), files)
    assert.deepEqual(readFileSync(join(dir, 'profile.db')), profile)
    assert.deepEqual(readdirSync(empty), [])
    const again = await forkEngine(dir)
    assert.equal((await again.client.call('account.list', {})).length, 1)
    await again.stop()
  })
})
