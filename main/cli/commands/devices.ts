import type { DeviceRow } from '../../../preload/contract/rows/encryption-row.ts'
import { CliError } from '../cli-error.ts'
import { defineCommand } from '../command.ts'
import { table } from '../output/table.ts'
import { minuteOf } from '../output/times.ts'
import { visible } from '../output/visible.ts'

export const devices = defineCommand({
  usage: ['devices'],
  details: ['Lists where the account is signed in, this device first, and which of these devices are verified.'],
  options: {},
  words: [0, 0],
  run: async (_input, context) => {
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const rows = await session.call('device.list', { account })
    // Nothing is known of any device's keys then, and none is to be called unverified for that.
    const { state, reason } = await session.call('encryption.status', { account })
    if (state === 'failed') throw new CliError(1, 'damaged', reason ?? 'The keys on this computer cannot be opened.')
    return { json: rows.map(rowJson), text: rowTable(rows) }
  },
})

const rowJson = ({ deviceId, name, trust, isCurrent, lastSeenTs }: DeviceRow) =>
  ({ deviceId, name, verified: trust === 'verified', current: isCurrent, ...(lastSeenTs !== null && { lastSeenTs }) })

const standings = { 'verified': 'verified', 'unverified': 'not verified', 'no-keys': 'without encryption' } as const

const rowTable = (rows: readonly DeviceRow[]): string => table(
  [{ title: 'Id' }, { title: 'Name' }, { title: 'Verified' }, { title: 'Last seen' }],
  rows.map(({ deviceId, name, trust, isCurrent, lastSeenTs }) =>
    [visible(deviceId), visible(name), standings[trust], isCurrent ? 'this device' : lastSeenTs === null ? '' : minuteOf(lastSeenTs)]),
)
