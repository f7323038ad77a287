import type { Engine } from '../../engine/api/engine.ts'
import { hasLastingOwner } from '../../engine/api/owner.ts'
import { connectToOwner } from '../../engine/api/socket.ts'
import { systemClock } from '../../engine/base/clock.ts'
import { Disposables } from '../../engine/base/disposable.ts'
import type { Log } from '../../engine/base/log.ts'
import { acquireProfileLock, ProfileInUseError, type ProfileLock } from '../../keychain/profile-lock.ts'
import { RpcClient } from './rpc-client.ts'

export type AttachOptions = {
  readonly dir: string
  /** Finds the profile's key; throws `ProfileLockedError` or `ProfileMissingError`. Asked for when this process has to open the profile. */
  readonly findKey: (create: boolean) => Promise<Uint8Array>
  /** Whether to make a profile where there is none. */
  readonly create: boolean
  /** For as long as somebody wants it, with everything live; else for one command, with nothing that is not asked for. */
  readonly isLasting: boolean
  readonly log: Log
}

/** A way to the engine of a profile. `engine`: the profile is open in this very process. */
export type Attachment = { readonly client: RpcClient; readonly engine: Engine | undefined; readonly dispose: () => Promise<void> }

const patienceMs = 60_000
const pauseMs = 30

/**
 * Opens the profile, or reaches the process that has it open. Where that one is about to leave, or is there for one command only and this
 * one wants to stay, it is waited for. Throws `ProfileInUseError` when it takes too long.
 */
export async function attach(options: AttachOptions): Promise<Attachment> {
  const until = systemClock.now() + patienceMs
  for (;;) {
    const reached = await reachOwner(options)
    if (reached !== undefined) return reached
    try {
      return await becomeOwner(options)
    } catch (error) {
      if (!(error instanceof ProfileInUseError) || systemClock.now() >= until) throw error
      await systemClock.sleep(pauseMs)
    }
  }
}

async function reachOwner({ dir, isLasting }: AttachOptions): Promise<Attachment | undefined> {
  if (isLasting && !await hasLastingOwner(dir)) return undefined
  const channel = await connectToOwner(dir)
  if (channel === undefined) return undefined
  const client = new RpcClient(channel)
  return { client, engine: undefined, dispose: async () => client.close() }
}

async function becomeOwner(options: AttachOptions): Promise<Attachment> {
  const { dir, findKey, create, isLasting, log } = options
  const key = await findKey(create)
  const open = new Disposables()
  open.add<ProfileLock>(await acquireProfileLock(dir))
  try {
    // What is only needed by an owner is only loaded by one: reaching the app's socket is quick.
    const { Engine } = await import('../../engine/api/engine.ts')
    const { localChannels } = await import('../../engine/api/local-channel.ts')
    const engine = open.add(await Engine.open({
      dir, key, mode: isLasting ? 'live' : 'quiet', clock: systemClock, log, random: Math.random,
    }))
    // Others can wait for their turn instead.
    await engine.listen(dir, { isLasting }).catch((error: unknown) => log.warn('No socket for other programs', { error }))
    const [ours, theirs] = localChannels()
    engine.serve(theirs)
    return { client: new RpcClient(ours), engine, dispose: () => open.dispose() }
  } catch (error) {
    await open.dispose()
    throw error
  }
}
