// Encrypted attachments as the library of other clients makes them.
import { Attachment, initAsync } from '@matrix-org/matrix-sdk-crypto-wasm'
import type { Json } from './person.ts'

export type Sealed = {
  readonly ciphertext: Uint8Array<ArrayBuffer>
  /** The `file` object of an event, for the address that the ciphertext got. */
  readonly fileAt: (url: string) => Json
}

/** Encrypts as another client does. */
export async function sealFile(bytes: Uint8Array): Promise<Sealed> {
  await initAsync()
  const sealed = Attachment.encrypt(bytes)
  const info: Json = JSON.parse(sealed.mediaEncryptionInfo ?? '{}')
  return { ciphertext: new Uint8Array(sealed.encryptedData), fileAt: (url) => ({ ...info, url }) }
}
