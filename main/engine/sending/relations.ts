import { isEventId } from '../../../preload/contract/ids.ts'
import type { Reader } from '../store/reader.ts'
import type { Relations } from './message-content.ts'
import type { Operation } from './operation.ts'
import { latestInThread, readTargetEvent, resolveTarget } from './targets.ts'
import { Refusal } from './transmitter.ts'

/** What a message hangs on, as the server knows it by now. Throws `Refusal` when the answered message never reached the server. */
export function relationsOf(reader: Reader, operation: Extract<Operation, { kind: 'message' | 'file' }>): Relations {
  const { roomId, replyTo, thread } = operation
  const answered = replyTo === undefined ? undefined : resolveTarget(reader, replyTo)
  if (replyTo !== undefined && answered === undefined) {
    throw new Refusal('not-found', 'The message that this answers was not sent, so the answer cannot be sent either.')
  }
  return {
    replyTo: answered === undefined || !isEventId(answered)
      ? null
      : { eventId: answered, sender: readTargetEvent(reader, roomId, answered)?.sender ?? null },
    thread: thread === undefined ? null : { root: thread, latest: latestInThread(reader, roomId, thread) },
  }
}
