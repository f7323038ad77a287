import { spawn } from 'node:child_process'
import { openDisplay } from '../../test/harness/display.ts'
import { chromiumSwitches } from '../../test/harness/electron.ts'
import { resolveElectron } from '../electron-runtime.ts'
import { ROOT } from '../set-up/dependencies.mjs'
import { KEY_ARGUMENTS, KEY_ENVIRONMENT } from './sign-in.ts'

/** Opens Causeway on a profile, on this person's display or a virtual one, and resolves when it was quit. */
export async function showWindow(profile: string): Promise<void> {
  const runtime = await resolveElectron()
  const display = await openDisplay({ useOwn: true })
  try {
    const app = spawn(runtime.path, [...chromiumSwitches(), ROOT, '--profile', profile, ...KEY_ARGUMENTS], {
      stdio: 'inherit',
      env: {
        ...process.env,
        ...KEY_ENVIRONMENT,
        ...(runtime.engineNode === undefined ? {} : { CAUSEWAY_ENGINE_NODE: runtime.engineNode }),
        ...display.env,
      },
    })
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
    const pass = (signal: NodeJS.Signals): void => void app.kill(signal)
    for (const signal of signals) process.on(signal, pass)
    await new Promise<void>((resolve, reject) => {
      app.on('error', reject)
      app.on('exit', () => resolve())
    })
    for (const signal of signals) process.off(signal, pass)
  } finally {
    await display.dispose()
  }
}
