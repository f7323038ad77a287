import { test } from 'node:test'
import { systemClock } from '../../../../../main/engine/base/clock.ts'
import { isRecord } from '../../../../../main/engine/base/json.ts'
import { silentLog } from '../../../../../main/engine/base/log.ts'
import { HistorySharing } from '../../../../../main/engine/crypto/rooms/history-sharing.ts'
import { Connectivity } from '../../../../../main/engine/matrix/connectivity.ts'
import { HomeserverError } from '../../../../../main/engine/matrix/errors.ts'
import type { DeviceId, RoomId, UserId } from '../../../../../preload/contract/index.ts'
import { CryptoDevice } from '../../../../harness/crypto-device.ts'
import { eventually } from '../../../../harness/eventually.ts'
import { KeyServer } from '../../../../harness/key-server.ts'

const alice = '@alice:one.test' as UserId
const inviters = ['@bob:two.test', '@carol:three.test'] as UserId[]

for (const silent of inviters) {
  test(`keys that somebody else gave with an invite do not wait for those of ${silent}, whose server is silent`, async (t) => {
    const server = new KeyServer()
    const { machine } = await CryptoDevice.open(server, alice, 'A')
    const asked = new Set<string>()
    server.fail = ({ path, body }) => {
      if (!path.endsWith('/keys/query') || !isRecord(body['device_keys'])) return
      for (const user of Object.keys(body['device_keys'])) asked.add(user)
      if (silent in body['device_keys']) throw new HomeserverError('server-error')
    }
    const connectivity = new Connectivity({ clock: systemClock, random: () => 0, log: silentLog })
    const sharing = new HistorySharing({
      open: async () => machine, me: { userId: alice, deviceId: 'A' as DeviceId, homeserver: 'https://one.test' }, homeserver: server.for(alice, 'A'),
      backup: { state: { is: 'none', backup: null, reason: null, takesKeys: false } }, connectivity, clock: systemClock, random: () => 0, log: silentLog,
    })
    t.after(async () => {
      await sharing.dispose()
      await machine.dispose()
    })
    for (const [at, inviter] of inviters.entries()) await sharing.expect(`!${at}:one.test` as RoomId, inviter)
    sharing.wake()
    await eventually('both are asked about', async () => inviters.every((inviter) => asked.has(inviter)))
  })
}
