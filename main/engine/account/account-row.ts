import type { AccountRow } from '../../../preload/contract/rows/account-row.ts'
import { avatarSize, mediaUrl } from '../media/media-url.ts'
import { readUnreadTotals } from '../rooms/unread-totals.ts'
import { readIndexing } from '../search/coverage.ts'
import { countNoticedOutbox } from '../store/tables/outbox.ts'
import { isDamage, type StoreError } from '../store/store-error.ts'
import { damagedStore, type Account } from './account.ts'
import type { AccountError } from './account-error.ts'
import type { AccountRecord } from './profile-store.ts'

/** An account as it is shown. */
export function accountRow(account: Account): AccountRow {
  const { me, parts, face } = account
  const { unread, mentions } = parts.store.read(readUnreadTotals)
  const { waiting, failed } = parts.store.read(countNoticedOutbox)
  return {
    ...identity(me),
    name: face.name ?? me.userId,
    avatar: mediaUrl(me.userId, face.avatar, avatarSize),
    ...pickConnection(account.connection),
    remedy: account.remedy,
    firstSync: parts.sync.state.firstSync,
    indexing: parts.store.read(readIndexing),
    unread,
    mentions,
    waiting,
    failed,
  }
}

/** An account whose data cannot be opened: it is there, and says why nothing else of it is. */
export function brokenAccountRow(record: AccountRecord, error: StoreError | AccountError): AccountRow {
  return {
    ...identity(record),
    name: record.name ?? record.userId,
    avatar: null,
    connection: 'stopped',
    retryAt: null,
    reason: isDamage(error) ? damagedStore : error.message,
    remedy: isDamage(error) ? 'rebuild' : null,
    firstSync: null,
    indexing: null,
    unread: 0,
    mentions: 0,
    waiting: 0,
    failed: 0,
  }
}

const identity = ({ userId, deviceId, homeserver }: Pick<AccountRow, 'userId' | 'deviceId' | 'homeserver'>) =>
  ({ key: userId, userId, deviceId, homeserver })

const pickConnection = ({ connection, retryAt, reason }: Account['connection']) => ({ connection, retryAt, reason })
