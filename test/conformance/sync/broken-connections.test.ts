import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import { describe, test, type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { readSyncPosition } from '../../../main/engine/store/tables/sync-position.ts'
import type { SyncState } from '../../../main/engine/sync/sync-status.ts'
import { ManualClock } from '../../harness/manual-clock.ts'
import { World } from '../../harness/scripted-homeserver/world.ts'
import { protocols, setScene, type Device } from './device.ts'

// Connections that break in ways of their own, over real sockets: what came is not taken for the whole, and the next good answer is taken.

const alice = '@alice:example.org'
const hall = '!hall:example.org'
const whole = JSON.stringify({ pos: 'p9', next_batch: 's9', lists: { all: { count: 1 } }, rooms: {}, padding: 'x'.repeat(5_000) })
const head = (...lines: readonly string[]): string => ['HTTP/1.1 200 OK', 'content-type: application/json', ...lines, '', ''].join('\r\n')

type Breaking = { readonly break: (socket: Socket) => void; readonly says: RegExp; readonly isSilent?: true }

const away = /reach|connect/i
const ways: Readonly<Record<string, Breaking>> = {
  'taken, and never answered': { break: () => undefined, says: /silent|answer|long/i, isSilent: true },
  'headers, and then nothing': { break: (socket) => void socket.write(head('content-length: 5000')), says: /silent|answer|long/i, isSilent: true },
  'half of the body, and then nothing': {
    break: (socket) => void socket.write(head(`content-length: ${whole.length}`) + whole.slice(0, 2_000)), says: /silent|answer|long/i, isSilent: true,
  },
  'a body shorter than it was said to be': { break: (socket) => void socket.end(head('content-length: 9000') + whole), says: away },
  'a body that stops within a chunk': {
    break: (socket) => void socket.end(`${head('transfer-encoding: chunked')}${whole.length.toString(16)}\r\n${whole.slice(0, 900)}`), says: away,
  },
  'a chunk whose length makes no sense': { break: (socket) => void socket.end(`${head('transfer-encoding: chunked')}zz\r\n${whole}\r\n0\r\n\r\n`), says: away },
  'a gzip that ends half way': {
    break: (socket) => {
      const folded = gzipSync(whole)
      socket.write(head('content-encoding: gzip', `content-length: ${folded.length - 20}`))
      socket.end(folded.subarray(0, folded.length - 20))
    },
    says: /makes no sense/,
  },
  'a gzip that is none': { break: (socket) => void socket.end(head('content-encoding: gzip', `content-length: ${whole.length}`) + whole), says: away },
  'something that is no HTTP': { break: (socket) => void socket.end('SSH-2.0-OpenSSH_9.7\r\n'), says: away },
  'a reset': { break: (socket) => void socket.resetAndDestroy(), says: away },
}

/** A server that does the same to everybody who asks something. */
async function breakingServer(t: TestContext, breakIt: Breaking['break']) {
  const sockets = new Set<Socket>()
  const asked = Promise.withResolvers<void>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => {
      breakIt(socket)
      asked.resolve()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, asked: asked.promise }
}

const until = (device: Device, isMet: (state: SyncState) => boolean): Promise<void> => new Promise((resolve) => {
  if (isMet(device.sync.state)) return resolve()
  const off = device.sync.onState((state) => {
    if (!isMet(state)) return
    off()
    resolve()
  })
})

for (const protocol of protocols) {
  describe(`a broken connection, by ${protocol}`, () => {
    for (const [name, { break: breakIt, says, isSilent }] of Object.entries(ways)) {
      test(name, async (t) => {
        const world = new World()
        const clock = new ManualClock()
        const broken = await breakingServer(t, breakIt)
        let isBroken = false
        const fetch: typeof globalThis.fetch = (input, init) => {
          const url = new URL(String(input))
          return globalThis.fetch(isBroken ? `${broken.url}${url.pathname}${url.search}` : url, init)
        }
        const { device } = await setScene(t, world, { protocol, clock, fetch })
        const room = world.room(hall)
        room.say(alice, 'before')
        await device.sync.catchUp()
        const positionOf = () => device.store.read((reader) => readSyncPosition(reader, protocol)).position
        const before = positionOf()
        isBroken = true
        device.sync.start()
        await broken.asked
        // As long as the server may hold an answer back, and the patience on top of it.
        if (isSilent) await clock.advance(61_000)
        await until(device, ({ connection }) => connection === 'offline')
        assert.match(device.sync.state.reason ?? '', says)
        assert.equal(positionOf(), before)
        isBroken = false
        room.say(alice, 'after')
        device.connectivity.wake()
        device.sync.wake()
        await until(device, ({ connection }) => connection === 'online')
        await device.sync.catchUp()
        assert.deepEqual(device.said(hall), ['before', 'after'])
      })
    }

    test('a body that drips a byte at a time is not borne with for ever', async (t) => {
      const clock = new ManualClock()
      let socketOf: Socket | undefined
      const broken = await breakingServer(t, (socket) => {
        socketOf = socket
        socket.write(head(`content-length: ${whole.length}`))
      })
      let isBroken = false
      const fetch: typeof globalThis.fetch = (input, init) => {
        const url = new URL(String(input))
        return globalThis.fetch(isBroken ? `${broken.url}${url.pathname}${url.search}` : url, init)
      }
      const { device } = await setScene(t, new World(), { protocol, clock, fetch })
      await device.sync.catchUp()
      isBroken = true
      device.sync.start()
      await broken.asked
      for (let at = 0; at < whole.length && device.sync.state.connection !== 'offline'; at += 1) {
        await new Promise<void>((resolve) => (socketOf?.writable === true ? socketOf.write(whole.charAt(at), () => resolve()) : resolve()))
        await clock.advance(20_000)
      }
      await until(device, ({ connection }) => connection === 'offline')
    })

    test('a computer that slept asks anew as soon as it is awake, over another connection', async (t) => {
      const world = new World()
      const clock = new ManualClock()
      const { homeserver, device } = await setScene(t, world, { protocol, clock })
      device.sync.start()
      await device.sync.catchUp()
      const waiting = (): number => homeserver.requests.filter((path) => path.includes('timeout=30000')).length
      await until(device, ({ connection }) => connection === 'online')
      while (waiting() === 0) await new Promise((resolve) => setImmediate(resolve))
      // The wall clock moved on, nothing else did; the connection is dead, and nobody said so.
      const before = homeserver.requests.length
      clock.set(8 * 3_600_000)
      device.sync.wake()
      while (homeserver.requests.length === before) await new Promise((resolve) => setImmediate(resolve))
      world.room(hall).say(alice, 'good morning')
      await device.sync.catchUp()
      assert.deepEqual(device.said(hall), ['good morning'])
    })

    test('an old answer that comes again doubles nothing and moves nothing back', async (t) => {
      const world = new World()
      let kept: string | null = null
      let isOld = false
      const fetch: typeof globalThis.fetch = async (input, init) => {
        if (isOld && kept !== null && /sync\?/.test(String(input))) return new Response(kept, { headers: { 'content-type': 'application/json' } })
        const response = await globalThis.fetch(input, init)
        if (/sync\?/.test(String(input)) && response.ok) kept = await response.clone().text()
        return response
      }
      const { device } = await setScene(t, world, { protocol, fetch })
      const room = world.room(hall)
      room.say(alice, 'one')
      room.say(alice, 'two')
      await device.sync.catchUp()
      room.say(alice, 'three')
      await device.sync.catchUp()
      isOld = true
      for (let round = 0; round < 3; round += 1) await device.sync.catchUp().catch(() => undefined)
      isOld = false
      room.say(alice, 'four')
      await device.sync.catchUp()
      assert.deepEqual(device.said(hall), ['one', 'two', 'three', 'four'])
    })
  })
}
