import { randomId } from '../base/ids.ts'
import type { ContentUri } from '../../../preload/contract/ids.ts'

// RFC 6761: a name under .invalid belongs to nobody, so such an address can never be asked of a server.
const prefix = 'mxc://outbox.invalid/'

/** An address for a file that is still to be uploaded: it is shown and read like any other, but only ever from this computer. */
export function newOutgoingUri(): ContentUri {
  return `${prefix}${randomId(16)}` as ContentUri
}

export function isOutgoing(uri: ContentUri): boolean {
  return uri.startsWith(prefix)
}
