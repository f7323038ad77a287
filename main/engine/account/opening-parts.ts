import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Me } from '../base/me.ts'
import type { Encryption } from '../crypto/encryption.ts'
import type { Store } from '../store/store.ts'
import { EventOpener } from '../timeline/opening/event-opener.ts'
import { Healer } from '../timeline/opening/healer.ts'

export type OpeningOptions = {
  readonly store: Store
  readonly encryption: Encryption
  readonly me: Me
  readonly clock: Clock
  readonly log: Log
}

/** What decrypts events on their way into the store, and what tries those again that could not be, whenever there is reason to. */
export function openingParts({ store, encryption, me, clock, log }: OpeningOptions): { readonly opener: EventOpener; readonly healer: Healer } {
  const { decryption } = encryption
  const opener = new EventOpener({ store, decryption, log })
  const healer = new Healer({ store, decryption, opener, me, clock, log })
  encryption.onRoomKeys.on((keys) => healer.retrySessions(keys))
  encryption.onWithheld.on((keys) => healer.retrySessions(keys))
  encryption.onOpen.on((machine) => {
    healer.retry(['not-ready'])
    machine.onDevices.on(() => healer.retry(['unknown-device', 'unsigned-device', 'identity-changed']))
    machine.onIdentity.on(() => healer.retry(['unknown-device', 'unsigned-device', 'identity-changed']))
  })
  return { opener, healer }
}
