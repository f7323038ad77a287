import { randomBytes, randomInt } from 'node:crypto'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.ts'

/** The right to open a profile's databases, until disposed of or the process ends, however it ends. */
export interface ProfileLock {
  dispose(): Promise<void>
}

/** Another process owns the profile. */
export class ProfileInUseError extends Error {
  override readonly name = 'ProfileInUseError'
  readonly pid: number

  constructor(pid: number) {
    super(`Causeway is running already with this profile (process ${pid}): use that one, or close it first.`)
    this.pid = pid
  }
}

type Claim = ProcessIdentity & { readonly name: string }

const folderName = 'owner'
const mostAttempts = 100

/**
 * Makes this process the owner of the profile in `dir`; throws `ProfileInUseError` when a living one is.
 *
 * Everybody who wants the profile puts a claim of their own, an empty file named after the process, into one folder, and then looks who
 * else is there. Of two claims the later one always sees the earlier, so at most one finds itself alone; two that see each other both step
 * back and try again after different pauses. Claims of dead processes are cleared away, which harms nobody: a name is never used again.
 */
export async function acquireProfileLock(dir: string): Promise<ProfileLock> {
  const folder = join(dir, folderName)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { pid, birth } = await ownIdentity()
  for (let attempt = 1; ; attempt += 1) {
    const [owner] = await livingClaims(folder)
    if (owner !== undefined) throw new ProfileInUseError(owner.pid)
    const name = `${pid}.${birth}.${randomBytes(6).toString('hex')}`
    await (await open(join(folder, name), 'wx', 0o600)).close()
    const release = () => rm(join(folder, name), { force: true })
    const rival = (await livingClaims(folder)).find((claim) => claim.name !== name)
    if (rival === undefined) return { dispose: release }
    await release()
    if (attempt === mostAttempts) throw new ProfileInUseError(rival.pid)
    await setTimeout(randomInt(5, 50))
  }
}

/** The process that owns the profile in `dir`, if any; one that is about to own it counts. */
export async function profileOwner(dir: string): Promise<number | undefined> {
  return (await livingClaims(join(dir, folderName)))[0]?.pid
}

async function livingClaims(folder: string): Promise<readonly Claim[]> {
  const living: Claim[] = []
  for (const name of await readdir(folder).catch(noFolder)) {
    const claim = readClaim(name)
    if (claim === undefined) continue
    if (await isRunning(claim)) living.push(claim)
    else await rm(join(folder, name), { force: true })
  }
  return living
}

function noFolder(error: unknown): readonly string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
  throw error
}

function readClaim(name: string): Claim | undefined {
  const [, pid, birth] = /^(\d{1,10})\.([0-9A-Za-z-]+)\.[0-9a-f]{12}$/.exec(name) ?? []
  return pid === undefined || birth === undefined ? undefined : { name, pid: Number(pid), birth }
}
