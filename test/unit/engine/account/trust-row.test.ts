import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTrustRow } from '../../../../main/engine/account/trust-row.ts'
import type { DeviceId, PersonTrustRow, UserId } from '../../../../preload/contract/index.ts'

test('what others call their devices is shown in one line, without tricks and not endless, or as the id where nothing is left', async () => {
  const userId = '@mallory:one.test' as UserId
  const names = ['Ben’s laptop', '\u202eenohp\u202c phone', '  far   apart ', 'long '.repeat(20_000), '\u200b\u2066']
  const devices = names.map((name, at) => ({ deviceId: `D${at}` as DeviceId, name, isSigned: false, fingerprint: 'abcd' }))
  const row: PersonTrustRow = { key: userId, userId, trust: 'normal', fingerprint: null, devices }
  const shown = await readTrustRow({ read: async () => row }, userId)
  const [plain, turned, apart, long, nothing] = shown.devices.map(({ name }) => name)
  assert.deepEqual([plain, turned, apart, nothing], ['Ben’s laptop', 'enohp phone', 'far apart', 'D4'])
  assert.ok((long ?? '').length < 300)
})
