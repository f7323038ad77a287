/** What the one button beside an unreadable message does, wherever it stands. */
import type { Person, Remedy } from '../../preload/contract/index.ts'
import type { Place } from '../navigation/index.ts'
import type { Preferences } from '../settings/preferences.svelte.ts'
import type { Say } from '../text/index.ts'
import type { NoticeList } from '../ui/index.ts'

type Tools = { readonly place: Place; readonly preferences: Preferences; readonly notices: NoticeList; readonly say: Say }

/** The remedies that are the user's to begin; the others happen by themselves, or never. */
export type Mending = Exclude<Remedy, 'wait' | 'nothing'>

export const isMending = (remedy: Remedy): remedy is Mending => remedy !== 'wait' && remedy !== 'nothing'

/** `person`: whose identity is to be settled, where it is known. */
export function mend(remedy: Mending, { place, preferences, notices, say }: Tools, person: Person | null): void {
  switch (remedy) {
    case 'verify-device': return place.showOver({ kind: 'verify-device' })
    case 'restore': return place.showOver({ kind: 'enter-recovery' })
    case 'import-keys': return place.showOver({ kind: 'import-keys' })
    case 'settle-identity': return person === null ? undefined : place.showOver({ kind: 'person', person })
    case 'include-unsigned':
      void preferences.set({ excludeUnsigned: false })
      return notices.tell(say('remedy.included'))
  }
}
