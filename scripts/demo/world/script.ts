// How the demo's conversations are written down. Times are told the way people remember them: a day, a clock, and minutes in between.
import type { LandscapeName } from '../pictures/landscapes.ts'
import type { Emblem } from '../pictures/emblems.ts'
import type { PersonName } from './cast.ts'

/** Whose eyes the demo is seen through: the account that Causeway is signed in to. */
export const VIEWER = 'robin'

export type PictureName = LandscapeName | 'plan' | 'tides'

export type Line = {
  readonly by: PersonName
  /** Markdown, as one text or as its lines; `@mira` becomes a mention. */
  readonly says?: string | readonly string[]
  /** A picture, with `says` as its caption. */
  readonly picture?: PictureName
  readonly kind?: 'text' | 'notice' | 'emote'
  /** When: so many days ago at this time. Without it, `after` minutes (two unless given) after the line before. */
  readonly at?: readonly [daysAgo: number, clock: string]
  readonly after?: number
  /** A name for later lines to answer or continue. */
  readonly id?: string
  readonly replyTo?: string
  readonly thread?: string
  readonly reactions?: Readonly<Record<string, readonly PersonName[]>>
  /** What it said first; `says` is then an edit. */
  readonly first?: string
  /** The writer's device does not trust the viewer's and gives them no key: only in an encrypted room. */
  readonly isWithheld?: true
}

export type SpaceName = 'village' | 'bridge' | 'tides' | 'evenings'

export type RoomScript = {
  readonly key: string
  readonly name?: string
  readonly topic?: string
  readonly space?: SpaceName
  readonly emblem?: Emblem
  /** Without the viewer, who is in every room. The first one has made it. */
  readonly members: readonly [PersonName, ...PersonName[]]
  readonly isDirect?: true
  /** By invitation only, and encrypted; a direct room is without saying so. */
  readonly isPrivate?: true
  /** The viewer has not read the last so many lines. */
  readonly unread?: number
  readonly isFavourite?: true
  readonly lines: readonly Line[]
  /** What is said while the demo runs, over and over. */
  readonly later?: readonly Line[]
}

export const isEncrypted = ({ isDirect, isPrivate }: RoomScript): boolean => isDirect === true || isPrivate === true

export type SpaceScript = {
  readonly key: SpaceName
  readonly name: string
  readonly topic: string
  readonly emblem: Emblem
  readonly by: PersonName
}

/** An invitation the viewer has not answered. */
export type InviteScript = { readonly name: string; readonly topic: string; readonly by: PersonName; readonly emblem: Emblem }
