/**
 * Whose history is brought to this computer without being asked for by name: of no room, the newest messages of rooms that are opened, all
 * of rooms that are opened, all of every room.
 */
export type KeepHistory = 'nothing' | 'recent' | 'opened' | 'all'

/** What the user chose, kept in the encrypted profile and shown by every window at once. */
export type Settings = {
  readonly theme: 'system' | 'light' | 'dark' | 'high-contrast'
  /** Hue of the accent in oklch degrees, 0 to 359. */
  readonly accentHue: number
  readonly textSize: 13 | 14 | 16 | 18
  readonly language: 'system' | 'en' | 'de'
  readonly sendWithEnter: boolean
  readonly sendReadReceipts: boolean
  readonly sendTypingNotices: boolean
  readonly showMembershipLines: boolean
  /** Neither send keys to nor show messages from devices that their owner has not signed (MSC4153). */
  readonly excludeUnsigned: boolean
  readonly keepHistory: KeepHistory
  /** CSS pixels. */
  readonly roomListWidth: number
  readonly foldedSections: readonly string[]
  /** What the user was told once and does not want to be told again (`recovery @user:server`, `device ABCDEF`), the newest last. */
  readonly dismissed: readonly string[]
  /** The room last open for each account, to paint it at the next start. */
  readonly lastRoom: string
  readonly lastAccount: string
}

export const defaultSettings: Settings = {
  theme: 'system',
  accentHue: 255,
  textSize: 14,
  language: 'system',
  sendWithEnter: true,
  sendReadReceipts: true,
  sendTypingNotices: true,
  showMembershipLines: true,
  excludeUnsigned: false,
  keepHistory: 'recent',
  roomListWidth: 280,
  foldedSections: ['low-priority', 'left'],
  dismissed: [],
  lastRoom: '',
  lastAccount: '',
}
