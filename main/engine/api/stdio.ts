import type { Channel } from './channel.ts'
import { StreamChannel } from './stream-channel.ts'

/** The channel to whoever started this program in a terminal or as a child: one JSON object a line. */
export const stdioChannel = (): Channel => new StreamChannel({ input: process.stdin, output: process.stdout, isOutputShared: true })
