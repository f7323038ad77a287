import { join } from 'node:path'
import type { KeepHistory } from '../../../preload/contract/rows/settings.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { Encryption } from '../crypto/encryption.ts'
import { Connectivity } from '../matrix/connectivity.ts'
import { HistoryDownload } from '../history/history-download.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import { Http } from '../matrix/http.ts'
import { sendEvent } from '../matrix/messages.ts'
import type { Tokens } from '../matrix/login.ts'
import { Session } from '../matrix/session.ts'
import { MediaDatabase } from '../media/media-database.ts'
import { Media } from '../media/media.ts'
import { MemberLoader } from '../rooms/member-loader.ts'
import { HomeserverTransmitter } from '../sending/homeserver-transmitter.ts'
import { Indexing } from '../search/indexing.ts'
import { keepIndex } from '../search/keep-index.ts'
import { readOutgoingUris } from '../sending/outgoing-uris.ts'
import { Outbox } from '../sending/outbox.ts'
import { RoomHistory } from '../sending/room-history.ts'
import { Sealing } from '../sending/sealing.ts'
import type { DatabaseKey } from '../store/database.ts'
import { Store } from '../store/store.ts'
import { Sync } from '../sync/sync.ts'
import { BodyCache } from '../timeline/body/body-cache.ts'
import { Pager } from '../timeline/paging.ts'
import { AccountTokens } from './account-tokens.ts'
import { openDirectRoom } from './direct-room.ts'
import { knownVersions } from './known-versions.ts'
import { finishRebuild } from './rebuild.ts'
import { openingParts, type OpeningParts } from './opening-parts.ts'
import type { Me } from '../base/me.ts'
import { uploadLimit } from './upload-limit.ts'

export type PartsOptions = {
  readonly me: Me
  /** The account's own folder; it exists. */
  readonly folder: string
  readonly key: DatabaseKey
  /** Null: there is no session. */
  readonly tokens: Tokens | null
  readonly saveTokens: (tokens: Tokens) => Promise<void>
  readonly onSessionEnded: (isSoft: boolean) => void
  /** The account has to be opened anew over its files. */
  readonly onAhead: () => void
  /** What the user chose; see `Settings`. */
  readonly excludeUnsigned: () => boolean
  readonly keepHistory: () => KeepHistory
  readonly untilDrawn?: ((signal: AbortSignal) => Promise<void>) | undefined
  readonly clock: Clock
  readonly log: Log
  /** Between 0 and 1, as `Math.random`. */
  readonly random: () => number
}

/** Everything that works for one account, wired and not started. */
export type AccountParts = Omit<OpeningParts, 'opener'> & {
  readonly tokens: AccountTokens
  readonly connectivity: Connectivity
  readonly homeserver: Homeserver
  readonly store: Store
  readonly encryption: Encryption
  readonly mediaDatabase: MediaDatabase
  readonly media: Media
  readonly sync: Sync
  readonly outbox: Outbox
  readonly pager: Pager
  readonly history: HistoryDownload
  readonly members: MemberLoader
  readonly bodies: BodyCache
  readonly indexing: Indexing
  readonly uploadLimit: () => Promise<number | null>
}

/** Opens the account's databases and builds its parts over them. Throws `StoreError`; nothing stays open then. */
export function openParts(options: PartsOptions): AccountParts {
  const { folder, key, clock, log } = options
  finishRebuild(folder)
  const store = new Store({ file: join(folder, 'store.db'), key, log, beforeCommit: keepIndex })
  try {
    return wire(options, store, new MediaDatabase({ file: join(folder, 'media.db'), key, clock, log: log.child('media') }))
  } catch (error) {
    store.dispose()
    throw error
  }
}

function wire(options: PartsOptions, store: Store, mediaDatabase: MediaDatabase): AccountParts {
  const { me, folder, key, excludeUnsigned, keepHistory, untilDrawn, clock, log, random } = options
  const connectivity = new Connectivity({ clock, random, log })
  const http = new Http({ baseUrl: me.homeserver, clock, connectivity })
  const tokens = new AccountTokens({ tokens: options.tokens, homeserver: http, save: options.saveTokens, onEnded: options.onSessionEnded })
  const homeserver = new Session({ http, tokens })
  const versions = knownVersions(homeserver)
  const media = new Media({ database: mediaDatabase, homeserver, versions, clock })
  media.keepOutgoing(store.read(readOutgoingUris))
  const members = new MemberLoader({ store, connection: homeserver, me, clock: connectivity, onCame: (users) => encryption.markChanged(users) })
  const encryption: Encryption = new Encryption({
    me, folder, key, store, homeserver, connectivity, onAhead: options.onAhead, excludeUnsigned, clock, random, log: log.child('crypto'),
    sendRoomEvent: async ({ roomId, type, content, txnId, signal }) =>
      sendEvent(homeserver, { roomId, ...await sealing.sealVerification(roomId, { type, content }, signal), txnId, signal }),
    openDirectRoom: (userId, signal) => openDirectRoom({ store, outbox, clock, userId, signal }),
  })
  const { opener, ...opening } = openingParts({ store, encryption, me, clock, connectivity, log: log.child('timeline') })
  const pager = new Pager({ store, homeserver, me, clock: connectivity, log: log.child('pager'), opener })
  const sealing: Sealing = new Sealing({ store, homeserver, connectivity, members, encryption: encryption.rooms, excludeUnsigned })
  const sharing = new RoomHistory({ store, sharing: encryption.history, me, log: log.child('crypto') })
  const transmitter = new HomeserverTransmitter({ store, homeserver, media, sealing, history: sharing, me })
  const outbox: Outbox = new Outbox({ store, transmitter, connectivity, me, clock, random, log: log.child('outbox') })
  // What was held back because of somebody's identity can go now.
  encryption.trust.onSettled.on(() => outbox.wake())
  const sync = new Sync({
    store, connection: homeserver, connectivity, pager, me, clock, random, log: log.child('sync'),
    takeToDevice: (news) => encryption.takeToDevice(news),
    hearRoom: (roomId, json) => encryption.verifications.takeRoomEvent(roomId, json),
    opener, untilDrawn,
  })
  const history = new HistoryDownload({
    store, pager, connectivity, keepHistory, clock, random, log: log.child('history'),
    isFilling: () => sync.state.firstSync !== null,
    // A whole restoring brings them all.
    fetchKey: async (roomId, sessionId) => !encryption.restoring.isUnfinished && encryption.keyFetcher.fetchKey(roomId, sessionId),
  })
  return {
    tokens,
    connectivity,
    homeserver,
    store,
    encryption,
    mediaDatabase,
    media,
    sync,
    outbox,
    pager,
    history,
    ...opening,
    members,
    bodies: new BodyCache(),
    indexing: new Indexing({ store, clock, log: log.child('search') }),
    uploadLimit: uploadLimit({ homeserver, versions, clock }),
  }
}
