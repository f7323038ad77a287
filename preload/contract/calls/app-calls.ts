import { boolean, empty, nonEmptyText, object, optional, text } from '../guard.ts'
import type { GuardsOf } from '../guards-of.ts'
import { isEventId, isRoomId, isUserId, type EventId, type RoomId, type UserId } from '../ids.ts'

/** A file that the user chose: main keeps its path, the window gets a token. */
export type PickedFile = { readonly fileId: string; readonly name: string; readonly size: number; readonly mimetype: string }

/** What main itself answers: native things, and the profile's lock. */
export type AppCalls = {
  /** Tries the keychain again, or a passphrase. */
  'app.unlock': { in: { readonly passphrase?: string }; out: Record<string, never> }
  'app.restartEngine': { in: Record<string, never>; out: Record<string, never> }
  /** https, http and mailto only, after the user agreed in a native dialog where the shown text and the address differ. */
  'app.openExternal': { in: { readonly url: string }; out: Record<string, never> }
  'app.pickFiles': { in: Record<string, never>; out: readonly PickedFile[] }
  /** The bytes of a picture that the user chose, at most 20 MB: to be shown before it is sent. */
  'app.readPicked': { in: { readonly fileId: string }; out: { readonly bytes: Uint8Array } }
  'app.copy': { in: { readonly text: string }; out: Record<string, never> }
  /** Asks where to, with `name` as the suggestion, then saves an attachment there. `saved` is false when the user changed their mind. */
  'app.saveAttachment': {
    in: { readonly account: UserId; readonly roomId: RoomId; readonly eventId: EventId; readonly name?: string }
    out: { readonly saved: boolean }
  }
  /** Asks where to, then writes the file of keys there. `saved` is false when the user changed their mind. */
  'app.exportKeys': {
    in: { readonly account: UserId; readonly passphrase: string }
    out: { readonly saved: boolean; readonly keys: number }
  }
  /**
   * Whether this page wants the camera, for scanning a code and for nothing else: it may have it from now on, for a few minutes at most,
   * until it says no or is gone. Fails with `forbidden` where the operating system does not let us.
   */
  'app.camera': { in: { readonly isWanted: boolean }; out: Record<string, never> }
  /** The theme that is drawn, so that native parts match. */
  'app.setDark': { in: { readonly isDark: boolean }; out: Record<string, never> }
}

export const appGuards: GuardsOf<AppCalls> = {
  'app.unlock': object<AppCalls['app.unlock']['in']>({ passphrase: optional(text(4096)) }),
  'app.restartEngine': empty,
  'app.openExternal': object<AppCalls['app.openExternal']['in']>({ url: nonEmptyText(8192) }),
  'app.pickFiles': empty,
  'app.readPicked': object<AppCalls['app.readPicked']['in']>({ fileId: nonEmptyText(64) }),
  'app.copy': object<AppCalls['app.copy']['in']>({ text: text(1_000_000) }),
  'app.saveAttachment': object<AppCalls['app.saveAttachment']['in']>({
    account: isUserId, roomId: isRoomId, eventId: isEventId, name: optional(text(1024)),
  }),
  'app.exportKeys': object<AppCalls['app.exportKeys']['in']>({ account: isUserId, passphrase: nonEmptyText(4096) }),
  'app.camera': object<AppCalls['app.camera']['in']>({ isWanted: boolean }),
  'app.setDark': object<AppCalls['app.setDark']['in']>({ isDark: boolean }),
}
