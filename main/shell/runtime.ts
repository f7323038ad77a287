import type { AppRow } from '../../preload/contract/index.ts'

/** The Node that the engine needs at least: its database module loads in no older one. */
const engineNodeMajor = 22

export type Runtime = {
  /** Too old for the engine and for real accounts; good enough to develop and test on. */
  readonly isStandIn: boolean
  readonly electron: string
  readonly platform: AppRow['platform']
}

/** What this program runs on. */
export function runtimeOf({ versions, platform }: Pick<NodeJS.Process, 'versions' | 'platform'>): Runtime {
  return {
    isStandIn: Number.parseInt(versions.node, 10) < engineNodeMajor,
    electron: versions['electron'] ?? 'unknown',
    platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
  }
}
