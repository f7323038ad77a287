import { isRecord, ownRecord, ownValue } from '../base/json.ts'
import { connectToOwner } from './socket.ts'

/** What the profile's owner answers over its socket when it is asked about itself. */
export type AboutOwner = {
  /** It keeps the profile for as long as somebody wants it, and not just for one command. */
  readonly isLasting: boolean
}

export const aboutMethod = 'engine.about'

/** Whether the profile in `dir` has an owner that keeps it. False as well when nobody answers. */
export async function hasLastingOwner(dir: string): Promise<boolean> {
  const channel = await connectToOwner(dir)
  if (channel === undefined) return false
  return new Promise((resolve) => {
    channel.onClose(() => resolve(false))
    channel.onMessage((message) => {
      const about = isRecord(message) ? ownRecord(message, 'result') : undefined
      resolve(about !== undefined && ownValue(about, 'isLasting') === true)
      channel.close()
    })
    channel.send({ jsonrpc: '2.0', id: 1, method: aboutMethod, params: {} })
  })
}
