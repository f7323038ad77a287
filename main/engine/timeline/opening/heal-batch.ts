import { parseJson } from '../../base/json.ts'
import type { Me } from '../../base/me.ts'
import type { Decryption } from '../../crypto/decryption/decryption.ts'
import type { RoomId } from '../../../../preload/contract/ids.ts'
import type { UndecryptedCause } from '../../../../preload/contract/rows/encryption-row.ts'
import { refreshSummary } from '../../rooms/summary.ts'
import type { Store } from '../../store/store.ts'
import { putCause } from '../../store/tables/encrypted-events.ts'
import { readEventRow } from '../../store/tables/events.ts'
import type { WaitingEvent } from '../../store/tables/waiting-events.ts'
import { keepingOf, openEvent } from '../keep-event.ts'
import { prepareEvent, type PreparedEvent } from '../prepared-event.ts'
import { openedEvent, toSealedEvent } from './open-events.ts'

export type Healing = {
  readonly store: Store
  readonly decryption: Pick<Decryption, 'decrypt'>
  readonly me: Me
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Hears, as its JSON text, what could be decrypted after all, the oldest first. */
  readonly hearRoom: (roomId: RoomId, json: string) => void
}

/** What came of a message: null, it is decrypted; undefined, it waits no more. */
export type Tried = UndecryptedCause | null | undefined

/** Tries stored messages again and writes what became of them in one transaction; answers in the order given. */
export async function healBatch({ store, decryption, me, now, hearRoom }: Healing, batch: readonly WaitingEvent[]): Promise<readonly Tried[]> {
  const stored = store.read((reader) => batch.map(({ event }) => sealedOf(readEventRow(reader, event)?.json)))
  const asked = batch.flatMap((one, at) => {
    const sealed = stored[at]
    return sealed === undefined ? [] : [{ one, sealed }]
  })
  const results = await decryption.decrypt(asked.map(({ one, sealed }) => toSealedEvent(one.roomId, sealed)))
  const opened = new Map(asked.map(({ one, sealed }, at) => [one, openedEvent(sealed, results[at])]))
  const all = store.write((writer) => {
    const changed = new Set<WaitingEvent['roomId']>()
    const tried = batch.map((one): Tried => {
      const event = opened.get(one)
      const known = readEventRow(writer, one.event)
      if (event === undefined || event.encryption === null || known === undefined || known.redactedBy !== null) return undefined
      const { room, roomId } = one
      const { cause } = event.encryption
      if (cause !== null) putCause(writer, one.event, cause)
      else openEvent(keepingOf(writer, { room, roomId, me }, []), known, event)
      if (cause === null || cause !== one.cause) changed.add(roomId)
      return cause
    })
    for (const roomId of changed) {
      writer.changes.timelines.add(roomId)
      refreshSummary(writer, roomId, me, now)
    }
    return tried
  })
  const healed = batch.filter((_, at) => all[at] === null).sort((one, other) => one.event - other.event)
  for (const one of healed) hearRoom(one.roomId, opened.get(one)?.json ?? '')
  return all
}

/** As it came; undefined where it is no ciphertext any more. */
function sealedOf(json: string | undefined): PreparedEvent | undefined {
  const event = json === undefined ? null : prepareEvent(parseJson(json))
  return event?.encryption === null || event?.redactedBy !== null ? undefined : event
}
