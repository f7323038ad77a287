import { resolve } from 'node:path'
import { Disposables } from '../engine/base/disposable.ts'
import { silentLog } from '../engine/base/log.ts'
import { usageError } from './cli-error.ts'
import type { Context } from './context.ts'
import type { AttachOptions } from './engine/attach.ts'
import { passphraseOf, readKeyOption, type KeyOption } from './engine/key-option.ts'
import { defaultProfileFolder } from './engine/profile-folder.ts'
import { stderrLog } from './log.ts'
import { readLine, readSecret, untilInterrupted, write } from './terminal.ts'

/** Options of every command as they were read. */
export type GlobalValues = Readonly<Record<string, unknown>>

export type CreatedContext = {
  readonly context: Context
  /** Resolves with the status of a program that was interrupted. */
  readonly interruption: Promise<number>
  readonly dispose: () => Promise<void>
}

const usualTimeoutMs = 30_000
const longestTimeoutMs = 86_400_000

/** Builds what a command works with, from the options of every command. Throws usage errors; opens nothing yet. */
export function createContext(values: GlobalValues): CreatedContext {
  const dir = resolve(textOf(values['profile'], '--profile') ?? defaultProfileFolder())
  const key = readKeyOption(textOf(values['key'], '--key'))
  const timeout = textOf(values['timeout'], '--timeout')
  const isJson = values['json'] === true
  const interruption = untilInterrupted()
  const open = new Disposables()
  const openEngine: Context['openEngine'] = async (options = {}) => {
    const { EngineSession } = await import('./engine/session.ts')
    const session = await EngineSession.open(await attachOptions(dir, key, options))
    open.defer(() => session.close())
    return session
  }
  const context: Context = {
    isJson,
    timeoutMs: readTimeout(timeout),
    patienceMs: timeout === undefined ? undefined : readTimeout(timeout),
    accountId: textOf(values['account'], '--account'),
    print: (line) => write(`${line}\n`),
    note: (line) => { if (!isJson) process.stderr.write(`${line}\n`) },
    readSecret,
    readLine,
    openEngine,
    serveStdio: async () => {
      const { serveStdio } = await import('./serve-stdio.ts')
      await serveStdio(await openEngine({ isLasting: true }), dir)
    },
    interrupted: interruption.then(() => undefined),
  }
  return { context, interruption, dispose: () => open.dispose() }
}

async function attachOptions(dir: string, key: KeyOption, options: Partial<AttachOptions>): Promise<AttachOptions> {
  const passphrase = passphraseOf(key, process.env)
  const findKey = async (create: boolean): Promise<Uint8Array> => {
    const { openProfileKey, osKeychain } = await import('../keychain/index.ts')
    return (await openProfileKey({ dir, keychain: osKeychain(), passphrase, create })).key
  }
  const { create = false, isLasting = false } = options
  // A passphrase that was given has to be right, whoever has the profile open; and stretching it once is enough.
  const known = passphrase === undefined ? undefined : await findKey(create)
  return {
    dir, create, isLasting,
    findKey: known === undefined ? findKey : async () => known,
    // The engine's remarks are for whoever develops it; what the user must know comes as a failure.
    log: process.env['CAUSEWAY_LOG'] === undefined ? silentLog : stderrLog('info'),
  }
}

function readTimeout(text: string | undefined): number {
  if (text === undefined) return usualTimeoutMs
  const seconds = Number(text)
  if (text === '' || !Number.isFinite(seconds) || seconds < 0) throw usageError(`"${text}" is no number of seconds for --timeout.`)
  return Math.min(Math.round(seconds * 1000), longestTimeoutMs)
}

/** The reading is not strict yet: an option without its value shows as `true`. */
function textOf(value: unknown, name: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  throw usageError(`${name} needs a value.`)
}
