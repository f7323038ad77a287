import { setTimeout as pause } from 'node:timers/promises'
import { isDeviceId, isUserId, type UserId } from '../../../preload/contract/ids.ts'
import { CliError, usageError } from '../cli-error.ts'
import { defineCommand } from '../command.ts'
import type { EngineSession } from '../engine/session.ts'
import { WatchedRows } from '../engine/watched-rows.ts'
import { talk, type Wanted } from '../verification-talk.ts'

export const verify = defineCommand({
  usage: ['verify USER [--accept-emoji]', 'verify DEVICE [--accept-emoji]'],
  details: [
    'Verifies a person, in the direct chat with them, or another device of this account, by comparing emoji. Answers the',
    'request of the other side where one waits; else sends one, and waits for the answer. With your own user id, any other',
    'device of yours may answer. Both sides have to show the same emoji, in the same order: say "y" only then.',
    '',
    '--accept-emoji     for programs: read "y" or "n" from standard input without asking first',
    '--timeout SECONDS  how long to wait for the other side (until the request expires: 10 minutes)',
    '',
    'With --json it prints a line {"emoji":[["🐶","Dog"],…]}, and a line {"verified":true} or {"verified":false} at the end.',
    'The status is 0 when it is verified, 1 when it is not, and 4 when nobody answered in time.',
  ],
  options: { 'accept-emoji': { type: 'boolean' } },
  goesOn: true,
  words: [1, 1],
  run: async ({ values, positionals: [target = ''] }, context) => {
    const wanted = readTarget(target)
    const session = await context.openEngine({ isLasting: true })
    const account = await session.accountId(context.accountId)
    await session.call('account.catchUp', { account, timeoutMs: context.timeoutMs })
    const watched = await WatchedRows.open(session, 'verifications', { account })
    const isQuiet = values['accept-emoji'] === true
    const row = await talk({ session, account, context, watched, isQuiet }, wanted(account))
    const isVerified = row.state === 'done'
    if (isVerified && row.isSelf) await untilVerified(session, account)
    if (context.isJson) context.print(JSON.stringify({ verified: isVerified }))
    if (!isVerified) throw new CliError(1, 'cancelled', row.reason ?? 'The verification was cancelled.')
    if (!context.isJson) context.print('Verified.')
    return undefined
  },
})

function readTarget(target: string): (account: UserId) => Wanted {
  if (isUserId(target)) return () => ({ userId: target })
  if (!target.startsWith('@') && isDeviceId(target)) return (account) => ({ userId: account, deviceId: target })
  throw usageError(`"${target}" is neither a user id nor the id of a device. "causeway devices" lists yours.`)
}

/** The other device's signature of this one comes a moment after the last word. Without it the next sync brings it. */
async function untilVerified(session: EngineSession, account: UserId): Promise<void> {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const { device } = await session.call('encryption.status', { account })
    if (device === 'verified') return
    await pause(100)
  }
}
