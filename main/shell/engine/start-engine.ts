import type { Runtime } from '../runtime.ts'
import type { EngineChild, StartEngine } from './engine-child.ts'
import { forkEngine } from './forked-child.ts'
import { forkUtilityEngine } from './utility-child.ts'

export type StarterParts = {
  /** The engine's built entry, an absolute path. */
  readonly entry: string
  readonly runtime: Runtime
  /** CAUSEWAY_ENGINE_NODE: heeded on the stand-in runtime only, where there is no other way. */
  readonly engineNode: string | undefined
  readonly print: (piece: string) => void
}

/** How the engine is started on this runtime. */
export function engineStarter({ entry, runtime, engineNode, print }: StarterParts): StartEngine {
  if (!runtime.isStandIn) return () => forkUtilityEngine({ entry, print })
  return (): EngineChild => {
    if (engineNode === undefined) throw new Error('On this runtime CAUSEWAY_ENGINE_NODE has to name a Node 24 that runs the engine')
    return forkEngine({ entry, node: engineNode, print })
  }
}
