import type { RoomId, UserId } from '../../../preload/contract/ids.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Me } from '../base/me.ts'
import { missingCause } from '../crypto/decryption/failed-cause.ts'
import type { Encryption } from '../crypto/encryption.ts'
import type { Connectivity } from '../matrix/connectivity.ts'
import type { Store } from '../store/store.ts'
import { putMissingCause } from '../store/tables/undecrypted.ts'
import { EventOpener } from '../timeline/opening/event-opener.ts'
import { Healer } from '../timeline/opening/healer.ts'
import { KeySearch } from '../timeline/opening/key-search.ts'
import { ShieldKeeper } from '../timeline/opening/shield-keeper.ts'

export type OpeningOptions = {
  readonly store: Store
  readonly encryption: Encryption
  readonly me: Me
  readonly clock: Clock
  readonly connectivity: Connectivity
  readonly log: Log
}

/** `opener` decrypts events on their way into the store; `healer` and `shields` look at stored ones again. */
export type OpeningParts = {
  readonly opener: EventOpener
  readonly healer: Healer
  readonly shields: ShieldKeeper
  readonly keySearch: KeySearch
}

/** What decrypts events on their way into the store, and what tries those again that could not be, whenever there is reason to. */
export function openingParts({ store, encryption, me, clock, connectivity, log }: OpeningOptions): OpeningParts {
  const { decryption } = encryption
  const opener = new EventOpener({ store, decryption, log })
  const hearRoom = (roomId: RoomId, json: string): void => encryption.verifications.takeRoomEvent(roomId, json)
  const healer = new Healer({ store, decryption, opener, hearRoom, me, clock: connectivity, log })
  const shields = new ShieldKeeper({ store, decryption, clock, log })
  encryption.onRoomKeys.on((keys) => healer.retrySessions(keys))
  encryption.onWithheld.on((keys) => healer.retrySessions(keys))
  encryption.onOpen.on((machine) => {
    healer.retry(['not-ready'])
    const learned = (users: readonly UserId[]): void => {
      healer.retryRefused()
      shields.refresh(users)
    }
    machine.onDevices.on(learned)
    machine.onIdentity.on((userId) => learned([userId]))
  })
  const keySearch = new KeySearch({ store, fetchKey: (roomId, sessionId) => encryption.keyFetcher.fetchKey(roomId, sessionId) })
  let backup = encryption.backup.state.is
  encryption.onStatus.on(() => {
    if (encryption.backup.state.is === backup) return
    backup = encryption.backup.state.is
    sayAnew(store, encryption)
    if (backup === 'on') keySearch.again()
  })
  return { opener, healer, shields, keySearch }
}

/** Why keys from before this device's time are missing depends on the backup. */
function sayAnew(store: Store, { backup, machine }: Encryption): void {
  if (machine === undefined || backup.state.is === 'unknown') return
  const since = machine.olm.deviceCreationTimeMs
  const cause = missingCause({ ts: -1, wasAway: false, deviceSince: since, backup: backup.state.is })
  store.write((writer) => {
    for (const roomId of putMissingCause(writer, since, cause)) writer.changes.timelines.add(roomId)
  })
}
