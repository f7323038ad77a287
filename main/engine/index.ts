// The entry of the engine's process: Electron's main process starts it and speaks to it through the parent port. It waits for
// `engine.open`, serves the contract, and ends in order when it is told to, when its parent is gone, or on SIGTERM. An error that nobody
// caught is logged and ends the process: main starts it again, and everything acknowledged is on the disk.
import { acquireProfileLock, ProfileInUseError } from '../keychain/profile-lock.ts'
import { AccountError } from './account/account-error.ts'
import { Engine } from './api/engine.ts'
import { mediaMethods } from './api/media-methods.ts'
import { hasLastingOwner } from './api/owner.ts'
import { keepDoor } from './api/parent-door.ts'
import { parentPort } from './api/parent-port.ts'
import { systemClock } from './base/clock.ts'
import { Disposables } from './base/disposable.ts'
import { createLog, lineSink } from './base/log.ts'

/** A terminal's command that has the profile lets it go within moments. */
const lockPatienceMs = 8_000
const lockPauseMs = 50
/** Node compiles `fetch` when it is first looked at, some 60 ms: before somebody signs in, and after what a start shows. */
const warmUpMs = 1_500

const log = createLog(lineSink((line) => { process.stderr.write(line) }), 'info')
const open = new Disposables()

async function ownProfile(dir: string): ReturnType<typeof acquireProfileLock> {
  const until = systemClock.uptime() + lockPatienceMs
  for (;;) {
    try {
      return await acquireProfileLock(dir)
    } catch (error) {
      if (!(error instanceof ProfileInUseError)) throw error
      const isHopeless = systemClock.uptime() >= until || await hasLastingOwner(dir)
      if (isHopeless) throw new AccountError('in-use', error.message, error)
      await systemClock.sleep(lockPauseMs)
    }
  }
}

async function endWith(code: number): Promise<void> {
  try {
    await open.dispose()
  } catch (error) {
    log.error('The engine did not end in order', { error })
  }
  process.exit(code)
}

function crash(what: string, error: unknown): void {
  log.error(what, { error })
  process.exit(1)
}

process.on('uncaughtException', (error) => crash('An error that nobody caught', error))
process.on('unhandledRejection', (error) => crash('A rejection that nobody caught', error))
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void endWith(0))

const channel = parentPort()
if (channel === undefined) crash('The engine runs as a child of Causeway only', undefined)
else {
  channel.onClose(() => void endWith(0))
  keepDoor(channel, {
    open: async ({ profileDir, key }, inner) => {
      const lock = await ownProfile(profileDir)
      try {
        const engine = await Engine.open({ dir: profileDir, key, mode: 'live', waitsForScreen: true, clock: systemClock, log, random: Math.random })
        open.add(lock)
        open.add(engine)
        engine.serve(inner, mediaMethods(engine.profile))
        void systemClock.sleep(warmUpMs).then(() => globalThis.Headers)
        // Other programs can do without; the window cannot.
        await engine.listen(profileDir, { isLasting: true }).catch((error: unknown) => log.error('No socket for other programs', { error }))
      } catch (error) {
        await lock.dispose()
        throw error
      }
    },
    close: () => open.dispose(),
    closed: () => void systemClock.sleep(100).then(() => process.exit(0)),
  }, log)
}
