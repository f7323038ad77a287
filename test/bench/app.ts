import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { Bridge } from '../../preload/contract/index.ts'
import { ROOT } from '../../scripts/set-up/dependencies.mjs'
import { launchApp, type RunningApp } from '../harness/electron.ts'
import { paintedRow, untilPainted } from '../harness/painted.ts'
import type { BenchAccount } from './account.ts'

const keyVariable = 'CAUSEWAY_BENCH_PASSPHRASE'
const passphrase = 'a passphrase for measuring only'

const patienceMs = 60_000

/** Signs in from a terminal, as a person could: nothing is synced by that, so the first start after it is a cold one. */
export function signIn(profile: string, { me, synapse }: BenchAccount): void {
  const login = spawnSync(
    process.execPath,
    [
      join(ROOT, 'main/cli/index.ts'),
      '--profile',
      profile,
      '--key',
      `env:${keyVariable}`,
      'login',
      '--homeserver',
      synapse.url,
      '--user',
      me.localpart,
      '--password-stdin',
    ],
    { input: me.password, env: { ...process.env, [keyVariable]: passphrase }, encoding: 'utf8' },
  )
  if (login.status !== 0) throw new Error(`Signing in failed: ${login.stderr}`)
}

export type Started = { readonly app: RunningApp; readonly paintedMs: number }

/** Starts the app; `paintedMs`: from the start of the program until the first rooms are on the screen. */
export async function startApp(profile: string, display: Readonly<Record<string, string>>): Promise<Started> {
  const app = await launchApp({ profile, env: { ...display, [keyVariable]: passphrase }, args: ['--key', `env:${keyVariable}`] })
  const paintedAt = await untilPainted(app.window, paintedRow)
  return { app, paintedMs: paintedAt - app.launchedAt }
}

/** Resolves when everything that the server has is taken in. */
export async function untilTakenIn(window: Page, mostMs = patienceMs): Promise<void> {
  const isTakenIn = async () => {
    const outcome = await window.evaluate(() => (Reflect.get(globalThis, 'causeway') as Bridge).call('account.list', {}))
    return outcome.ok && outcome.value.every(({ connection, firstSync }) => connection === 'online' && firstSync === null)
  }
  const deadline = Date.now() + mostMs
  while (!(await isTakenIn())) {
    if (Date.now() > deadline) throw new Error('The account was not taken in')
    await window.waitForTimeout(100)
  }
}
