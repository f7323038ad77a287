import { appCallGuards, type AppCallName, type AppCalls, type EngineCalls, type Guard, type Outcome } from '../../../preload/contract/index.ts'
import { integer, object } from '../../../preload/contract/guard.ts'
import { refusal } from '../engine/engine-status.ts'
import type { EngineSupervisor } from '../engine/engine-supervisor.ts'
import { failed, succeeded } from '../failures.ts'
import { safeFileName } from '../safety/file-names.ts'
import type { NativeWindow } from './native-window.ts'
import type { PickedFiles } from './picked-files.ts'

export type AppParts = {
  readonly engine: Pick<EngineSupervisor, 'request' | 'start' | 'restart' | 'status'>
  readonly native: NativeWindow
  readonly files: PickedFiles
}

type AppMethods = { readonly [Name in AppCallName]: (params: unknown) => Promise<Outcome<AppCalls[Name]['out']>> }

/** Pairs a call with its guard: what runs has been checked. */
function checked<Input, Result>(accepts: Guard<Input>, run: (input: Input) => Promise<Outcome<Result>>) {
  return async (params: unknown): Promise<Outcome<Result>> =>
    accepts(params) ? run(params) : failed('bad-input', 'This cannot be asked in this way.')
}

/** What main itself answers to one page. */
export function appMethods({ engine, native, files }: AppParts): AppMethods {
  return {
    'app.unlock': checked(appCallGuards['app.unlock'], async ({ passphrase }) => {
      await engine.start(passphrase)
      const { status } = engine
      if (status.engine === 'locked' && status.lock.reason === 'passphrase-wrong') return failed('wrong-credentials', status.lock.message)
      return refusal(status) ?? succeeded({})
    }),
    'app.restartEngine': checked(appCallGuards['app.restartEngine'], async () => {
      await engine.restart()
      return refusal(engine.status) ?? succeeded({})
    }),
    'app.openExternal': checked(appCallGuards['app.openExternal'], ({ url }) => native.openExternal(url)),
    'app.pickFiles': checked(appCallGuards['app.pickFiles'], async () => {
      const picked = await Promise.all((await native.choosePaths()).map((path) => files.add(path)))
      return succeeded(picked.filter((file) => file !== null))
    }),
    'app.readPicked': checked(appCallGuards['app.readPicked'], async ({ fileId }) => {
      const bytes = await files.read(fileId).catch(() => undefined)
      return bytes === undefined ? failed('not-found', 'This picture cannot be shown before it is sent.') : succeeded({ bytes })
    }),
    'app.copy': checked(appCallGuards['app.copy'], async ({ text }) => {
      native.copy(text)
      return succeeded({})
    }),
    'app.saveAttachment': checked(appCallGuards['app.saveAttachment'], (input) => saveAttachment(input, engine, native)),
    'app.exportKeys': checked(appCallGuards['app.exportKeys'], (input) => exportKeys(input, engine, native)),
    'app.camera': checked(appCallGuards['app.camera'], async ({ isWanted }) => {
      if (isWanted) return native.openCamera()
      native.closeCamera()
      return succeeded({})
    }),
    'app.setDark': checked(appCallGuards['app.setDark'], async ({ isDark }) => {
      native.setDark(isDark)
      return succeeded({})
    }),
  }
}

async function saveAttachment(
  { name, ...attachment }: AppCalls['app.saveAttachment']['in'],
  engine: AppParts['engine'],
  native: NativeWindow,
): Promise<Outcome<{ readonly saved: boolean }>> {
  const path = await native.chooseDestination(safeFileName(name ?? ''))
  if (path === undefined) return succeeded({ saved: false })
  const outcome = await engine.request('engine.saveAttachment', { ...attachment, path })
  return outcome.ok ? succeeded({ saved: true }) : outcome
}

const isExported = object<EngineCalls['keys.export']['out']>({ keys: integer(0, Number.MAX_SAFE_INTEGER) })

/** As other clients name it, so that people find it again. */
const keyFileName = 'causeway-keys.txt'

async function exportKeys(
  input: AppCalls['app.exportKeys']['in'],
  engine: AppParts['engine'],
  native: NativeWindow,
): Promise<Outcome<AppCalls['app.exportKeys']['out']>> {
  const path = await native.chooseDestination(keyFileName)
  if (path === undefined) return succeeded({ saved: false, keys: 0 })
  const outcome = await engine.request('keys.export', { ...input, path })
  if (!outcome.ok) return outcome
  return isExported(outcome.value) ? succeeded({ saved: true, keys: outcome.value.keys }) : failed('bug', 'The keys were exported in an odd way.')
}
