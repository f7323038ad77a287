/**
 * views: what somebody looks at, kept up to date. A view reads rows of the store for one window and says when to read again; what became
 * different is told as diffs, once a frame. It owns no data and writes none; without a looker it does not exist. Everything it shows comes
 * from the read functions of `rooms`, `timeline`, `sending` and `account`.
 */
import type { Profile } from '../account/profile.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { accountsView } from './accounts-view.ts'
import { devicesView } from './devices-view.ts'
import { encryptionView } from './encryption-view.ts'
import { feedView } from './feed-view.ts'
import { historyView } from './history-view.ts'
import { membersView } from './members-view.ts'
import { outboxView } from './outbox-view.ts'
import { roomView } from './room-view.ts'
import { roomsView } from './rooms-view.ts'
import { settingsView } from './settings-view.ts'
import { spacesView } from './spaces-view.ts'
import { throughSessions } from './through-sessions.ts'
import { timelineView } from './timeline-view.ts'
import { trustView } from './trust-view.ts'
import { verificationsView } from './verifications-view.ts'
import { undecryptedView } from './undecrypted-view.ts'
import type { ViewOpeners } from './view-openers.ts'

/** Every view of the contract over one profile. Opening one throws when its account is not here. */
export function viewOpeners(profile: Profile, { clock, log }: { readonly clock: Clock; readonly log: Log }): ViewOpeners {
  return {
    accounts: () => accountsView(profile),
    rooms: (input) => throughSessions(profile, input.account, () => roomsView(profile, input)),
    spaces: (input) => throughSessions(profile, input.account, () => spacesView(profile, input)),
    room: (input) => throughSessions(profile, input.account, () => roomView(profile, input)),
    timeline: (input) => throughSessions(profile, input.account, () => timelineView(profile, input, log)),
    feed: (input) => throughSessions(profile, input.account, () => feedView(profile, input, { clock, log })),
    members: (input) => throughSessions(profile, input.account, () => membersView(profile, input)),
    outbox: (input) => throughSessions(profile, input.account, () => outboxView(profile, input)),
    encryption: (input) => throughSessions(profile, input.account, () => encryptionView(profile, input)),
    devices: (input) => throughSessions(profile, input.account, () => devicesView(profile, input)),
    verifications: (input) => throughSessions(profile, input.account, () => verificationsView(profile, input)),
    undecrypted: (input) => throughSessions(profile, input.account, () => undecryptedView(profile, input)),
    trust: (input) => throughSessions(profile, input.account, () => trustView(profile, input)),
    history: (input) => throughSessions(profile, input.account, () => historyView(profile, input)),
    settings: () => settingsView(profile.settings),
  }
}
