import type { DeviceId, UserId } from '../../../preload/contract/ids.ts'

/** Whose account this is, and as which of their devices we speak. */
export type Me = {
  readonly userId: UserId
  readonly deviceId: DeviceId
  /** The homeserver's base URL, without a slash at its end. */
  readonly homeserver: string
}
