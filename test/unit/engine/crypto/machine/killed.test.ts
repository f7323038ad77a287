import assert from 'node:assert/strict'
import { cpSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../../../../main/engine/base/clock.ts'
import { silentLog } from '../../../../../main/engine/base/log.ts'
import { RoomEncryption } from '../../../../../main/engine/crypto/rooms/room-encryption.ts'
import type { JsonRecord } from '../../../../../main/engine/base/json.ts'
import { Store } from '../../../../../main/engine/store/store.ts'
import { ensureRoom } from '../../../../../main/engine/store/tables/rooms.ts'
import type { RoomId, UserId } from '../../../../../preload/contract/index.ts'
import { CryptoDevice, type CryptoDeviceOptions } from '../../../../harness/crypto-device.ts'
import { KeyServer } from '../../../../harness/key-server.ts'
import { tempFolderFor } from '../../../../harness/temp-folder.ts'

const room = '!room:one.test' as RoomId
const [alice, bob] = ['@alice:one.test', '@bob:one.test'] as UserId[] as [UserId, UserId]

async function open(t: TestContext, server: KeyServer, user: UserId, options: CryptoDeviceOptions = {}): Promise<CryptoDevice> {
  const device = await CryptoDevice.open(server, user, 'DEVICE', options)
  t.after(() => device.machine.dispose())
  return device
}

test('killed at any moment of a sync that brings the first key of another device, a device has it when that comes again', async (t) => {
  const server = new KeyServer()
  const sender = await open(t, server, alice)
  const folder = await tempFolderFor(t)
  const receiver = await open(t, server, bob, { folder })
  const message = await say(t, sender, 'in two pieces')
  const toDevice = server.take(bob, 'DEVICE')
  assert.equal(toDevice.length, 1)

  const take = ({ machine }: CryptoDevice) => machine.takeToDevice({ toDevice, keys: null, kind: 'sliding', isFresh: false })
  const moments = await momentsOf(folder, await tempFolderFor(t), () => take(receiver))
  assert.ok(moments.length > 1)
  for (const moment of moments) {
    const again = await open(t, server, bob, { folder: moment, isUploaded: false })
    await take(again)
    assert.equal((await again.decrypt(room, alice, message))['type'], 'm.room.message')
  }
})

/** What the device says in the room, to both. */
function say(t: TestContext, { machine }: CryptoDevice, body: string): Promise<JsonRecord> {
  const store = new Store({ file: ':memory:', key: new Uint8Array(32), log: silentLog })
  t.after(() => store.dispose())
  store.write((writer) => ensureRoom(writer, room))
  const encryption = new RoomEncryption({ open: async () => machine, store, clock: systemClock })
  const read = async () => ({
    roomId: room, recipients: [alice, bob], invited: [], historyVisibility: 'shared', rotationMs: null, rotationMessages: null, excludeUnsigned: false,
  } as const)
  return encryption.encrypt(room, read, { type: 'm.room.message', content: { msgtype: 'm.text', body } })
}

/** The folder as a crash would leave it, at each moment of `work` at which something in it is another than before. */
async function momentsOf(folder: string, copies: string, work: () => Promise<void>): Promise<readonly string[]> {
  const moments: string[] = []
  let last = ''
  const look = (): void => {
    const files = readdirSync(folder).map((name) => ({ name, ...statSync(join(folder, name)) }))
    const now = files.map(({ name, size, mtimeMs }) => `${name} ${size} ${mtimeMs}`).join()
    if (now === last) return
    last = now
    moments.push(join(copies, String(moments.length)))
    cpSync(folder, moments.at(-1) ?? '', { recursive: true })
  }
  let isDone = false
  const done = work().finally(() => { isDone = true })
  while (!isDone) {
    look()
    await nextTurn()
  }
  look()
  await done
  return moments
}
