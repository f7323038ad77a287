import { glob, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { UserId } from '../../preload/contract/index.ts'
import { silentLog } from '../../main/engine/base/log.ts'
import type { Reader } from '../../main/engine/store/reader.ts'
import { Store } from '../../main/engine/store/store.ts'
import { RunningHomeserver } from '../harness/homeserver/running-homeserver.ts'
import { engineKey, forkEngine, type ForkedEngine } from '../harness/running-engine.ts'
import { openTempFolder } from '../harness/temp-folder.ts'
import { program, signIn } from './engine-runs.ts'

export type Scene = {
  readonly engine: ForkedEngine
  readonly account: UserId
  readonly isSignedIn: Promise<unknown>
  readonly homeserver: RunningHomeserver
  readonly profile: string
}

/** An engine in a fresh process that has just signed in, on a homeserver in another. */
export async function withEngine<Result>(world: Parameters<typeof RunningHomeserver.start>[0], work: (scene: Scene) => Promise<Result>): Promise<Result> {
  const [folder, homeserver] = [await openTempFolder(), await RunningHomeserver.start(world)]
  const profile = join(folder.path, 'profile')
  try {
    await mkdir(profile)
    const engine = await forkEngine(profile, { program })
    try {
      const { account, isDone } = await signIn(engine, homeserver)
      const result = await work({ engine, account, isSignedIn: isDone, homeserver, profile })
      await isDone
      return result
    } finally {
      await engine.stop()
    }
  } finally {
    await homeserver.dispose()
    await folder.dispose()
  }
}

/** Looks into the store of the profile's account. Its engine must have ended. */
export async function readStore<Result>(profile: string, work: (reader: Reader) => Result): Promise<Result> {
  for await (const file of glob(join(profile, 'accounts/*/store.db'))) {
    const store = new Store({ file, key: engineKey, log: silentLog })
    try {
      return store.read(work)
    } finally {
      store.dispose()
    }
  }
  throw new Error('There is no store to look into')
}
