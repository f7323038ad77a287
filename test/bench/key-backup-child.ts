// Restores a backup in a process of its own, whose memory nothing else uses. It is told the server, the key and a folder on standard input,
// and prints what it took.
import { text } from 'node:stream/consumers'
import { systemClock } from '../../main/engine/base/clock.ts'
import { silentLog } from '../../main/engine/base/log.ts'
import { Encryption } from '../../main/engine/crypto/encryption.ts'
import { Connectivity } from '../../main/engine/matrix/connectivity.ts'
import { Http } from '../../main/engine/matrix/http.ts'
import { Store } from '../../main/engine/store/store.ts'
import type { DeviceId, UserId } from '../../preload/contract/index.ts'

export type Restored = {
  readonly restored: number
  readonly seconds: number
  /** Bytes: what the process held before, and the most that it ever held. */
  readonly before: number
  readonly most: number
  /** The longest time in which nothing else had a turn, in milliseconds. */
  readonly longestHold: number
}

const { url, key: secret, folder }: { url: string; key: string; folder: string } = JSON.parse(await text(process.stdin))
const [clock, log, random, key] = [systemClock, silentLog, Math.random, new Uint8Array(32).fill(7)]
const connectivity = new Connectivity({ clock, log, random })
const store = new Store({ file: `${folder}/store.db`, key, log })
const encryption = new Encryption({
  me: { userId: '@anna:bench.example' as UserId, deviceId: 'BENCH' as DeviceId, homeserver: url }, folder, key, store, connectivity, clock, random, log,
  homeserver: new Http({ baseUrl: url, clock, connectivity }),
  sendRoomEvent: () => Promise.reject(new Error('Nothing is sent here')),
  openDirectRoom: () => Promise.reject(new Error('Nothing is sent here')),
  onAhead: () => undefined, excludeUnsigned: () => false,
})
await encryption.backup.take(secret)

let longestHold = 0
let lastTurn = performance.now()
const turns = setInterval(() => {
  longestHold = Math.max(longestHold, performance.now() - lastTurn - 5)
  lastTurn = performance.now()
}, 5)
const before = process.memoryUsage.rss()
const startedAt = performance.now()
const { restored } = await encryption.restoring.run()
const seconds = (performance.now() - startedAt) / 1000
clearInterval(turns)
const result: Restored = { restored, seconds, before, most: process.resourceUsage().maxRSS * 1024, longestHold }
console.log(JSON.stringify(result))
await encryption.dispose()
store.dispose()
