// Encrypted attachments as the library of other clients makes and opens them.
import { Attachment, EncryptedAttachment, initAsync } from '@matrix-org/matrix-sdk-crypto-wasm'
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

/** Opens what `file` says how to open, as another client does. Throws when the bytes are not those of its hash. */
export async function openFile(ciphertext: Uint8Array, file: Json): Promise<Uint8Array> {
  await initAsync()
  return new Uint8Array(Attachment.decrypt(new EncryptedAttachment(ciphertext, JSON.stringify(file))))
}
