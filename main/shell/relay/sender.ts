import { isOwnAddress } from '../safety/address.ts'

/** What is known of the frame that a message came from. */
export type Sender = {
  /** The frame's own address; undefined when it is gone already. */
  readonly url: string | undefined
  readonly isMainFrame: boolean
  readonly isOurWindow: boolean
}

/** Only the page itself, in a window of ours, from our own scheme. A frame inside of it, or anything it was led to, is a stranger. */
export function isTrusted({ url, isMainFrame, isOurWindow }: Sender): boolean {
  return isOurWindow && isMainFrame && url !== undefined && isOwnAddress(url)
}
