// What a machine needs beyond the npm packages. A part that cannot be had is reported in one line and does not stop the others: what
// needs it will say so again when it is used.
import { join } from 'node:path'
import { cacheFolder, ensureSynapse } from '../../main/home-server/index.ts'
import { resolveElectron } from '../electron-runtime.ts'
import { withLock } from './lock.mjs'
import { say } from './say.mjs'
import { ensureSystemPackages } from './system.ts'

const STEPS = {
  /** Only the npm packages, which are installed by the time this runs. */
  node: async () => {},
  system: ensureSystemPackages,
  electron: async (isAskedFor: boolean) => {
    const runtime = await resolveElectron({ isAskedFor })
    const remark = runtime.isStandIn ? ' (an old stand-in: for development and tests only, never for real accounts)' : ''
    say(`Electron ${runtime.version}${remark}`)
  },
  synapse: async () => {
    const { version } = await ensureSynapse({ onProgress: say })
    say(`Synapse ${version}`)
  },
} satisfies Record<string, (isAskedFor: boolean) => Promise<void>>

export type Part = keyof typeof STEPS

/** In the order in which they are made. */
export const PARTS: readonly Part[] = ['node', 'system', 'electron', 'synapse']

export function isPart(name: string): name is Part {
  return Object.hasOwn(STEPS, name)
}

/**
 * Makes the parts, one set-up of this user at a time.
 *
 * @param isAskedFor the person named these parts
 * @returns the parts that could not be had
 */
export async function ensureParts(parts: readonly Part[], { isAskedFor = false } = {}): Promise<readonly Part[]> {
  return withLock(join(cacheFolder(), 'set-up.lock'), {
    onWait: () => say('another set-up is running; waiting for it'),
    work: async () => {
      const missing: Part[] = []
      for (const part of PARTS.filter((name) => parts.includes(name))) {
        try {
          await STEPS[part](isAskedFor)
        } catch (error) {
          missing.push(part)
          say(`${part}: ${error instanceof Error ? error.message : String(error)}`)
        }
      }
      return missing
    },
  })
}
