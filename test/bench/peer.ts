import { join } from 'node:path'
import { BackgroundProcess } from '../harness/background-process.ts'
import { processTree } from '../harness/processes.ts'
import { megabytes } from './memory.ts'
import type { PeerOrders, PeerResult } from './peer-js-sdk.ts'

/** What matrix-js-sdk needed for one thing: milliseconds, and megabytes of its own when it was done. */
export type PeerFigures = PeerResult & { readonly memory: number }

const settleMs = 2_000

/** Runs the peer in a fresh process; one that cannot do it fails with what it said. */
export async function runPeer(orders: PeerOrders): Promise<PeerFigures> {
  const peer = new BackgroundProcess(process.execPath, [join(import.meta.dirname, 'peer-js-sdk.ts'), JSON.stringify(orders)], { env: process.env })
  try {
    const result: PeerResult = JSON.parse(await peer.firstLine())
    await new Promise((resolve) => setTimeout(resolve, settleMs))
    const [itself] = await processTree(peer.processId)
    return { ...result, memory: megabytes(itself?.memory ?? 0) }
  } finally {
    await peer.dispose()
  }
}
