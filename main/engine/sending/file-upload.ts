import { HomeserverError } from '../matrix/errors.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import { uploadMedia } from '../matrix/media.ts'
import { encryptedFileJson, type EncryptedFile } from '../media/encrypted-file.ts'
import { encrypted, newFileSecret, type FileSecret } from '../media/file-cipher.ts'
import { MediaError } from '../media/media-error.ts'
import type { Media } from '../media/media.ts'
import { isOutgoing } from '../media/outgoing.ts'
import type { Store } from '../store/store.ts'
import { readOperation, replaceInput } from '../store/tables/outbox.ts'
import type { Operation, OutgoingBytes, OutgoingFile } from './operation.ts'
import { Refusal, type Transmission } from './transmitter.ts'

type FileOperation = Extract<Operation, { kind: 'file' }>

type Uploading = Pick<Transmission, 'signal' | 'onProgress'> & {
  readonly fileName: string | undefined
  /** Puts what is known by now into the outbox, where it is on the disk when this returns. */
  readonly note: (bytes: OutgoingBytes) => void
}

/**
 * Brings the bytes of a file operation to the homeserver, each once: in the open, or encrypted where the room is. What went in the open
 * before its room became encrypted goes once more.
 */
export class FileUpload {
  readonly #store: Store
  readonly #homeserver: Homeserver
  readonly #media: Media

  constructor({ store, homeserver, media }: { readonly store: Store; readonly homeserver: Homeserver; readonly media: Media }) {
    this.#store = store
    this.#homeserver = homeserver
    this.#media = media
  }

  /** The file as its event can name it. Rejects with `HomeserverError` or `Refusal`. */
  async upload(operation: FileOperation, transmission: Transmission, isEncrypted: boolean): Promise<OutgoingFile> {
    const { localId, signal, onProgress } = transmission
    let { file } = operation
    const keep = (changed: OutgoingFile): void => {
      file = changed
      this.#store.write((writer) => {
        const record = readOperation(writer, localId)
        if (record) replaceInput(writer, record, JSON.stringify({ ...operation, file } satisfies Operation))
      }, 'full')
    }
    const bring = (bytes: OutgoingBytes, how: Uploading) => isEncrypted ? this.#encrypted(bytes, how) : this.#open(bytes, how)
    try {
      if (file.thumbnail) {
        const note = (thumbnail: OutgoingBytes) => keep({ ...file, thumbnail })
        await bring(file.thumbnail, { signal, fileName: undefined, onProgress: () => undefined, note })
      }
      await bring(file, { signal, fileName: file.name, onProgress, note: (bytes) => keep({ ...file, ...bytes }) })
    } catch (error) {
      throw toSendingError(error)
    }
    return file
  }

  async #open(bytes: OutgoingBytes, { signal, fileName, onProgress, note }: Uploading): Promise<void> {
    if (!isOutgoing(bytes.uri) || bytes.encrypted) return
    const { size, open } = await this.#media.original(bytes.uri)
    const uri = await uploadMedia(this.#homeserver, {
      contentType: bytes.mimetype, fileName, length: size, open, signal, onProgress: (sent) => onProgress(shareOf(sent, size)),
    })
    note({ ...bytes, uri })
    this.#media.uploaded(bytes.uri, uri)
  }

  /** The server learns nothing of it but its size: no name, no type. */
  async #encrypted(bytes: OutgoingBytes, { signal, onProgress, note }: Uploading): Promise<void> {
    if (bytes.encrypted) return
    const { size, open } = await this.#media.original(bytes.uri)
    const secret = secretOf(bytes) ?? newFileSecret()
    const prepared = { ...bytes, secret: { key: toBase64(secret.key), iv: toBase64(secret.iv) } }
    if (!bytes.secret) note(prepared)
    let sha256: Uint8Array | undefined
    const url = await uploadMedia(this.#homeserver, {
      contentType: 'application/octet-stream', length: size, signal,
      // A repeated attempt starts anew, with its own hash of the same ciphertext.
      open: () => encrypted(open(), secret, (hash) => { sha256 = hash }),
      onProgress: (sent) => onProgress(shareOf(sent, size)),
    })
    if (sha256 === undefined) throw new Error('an upload ended before its source')
    const file: EncryptedFile = { ...secret, url, sha256 }
    note({ ...prepared, encrypted: encryptedFileJson(file) })
    if (isOutgoing(bytes.uri)) this.#media.uploaded(bytes.uri, file)
  }
}

const shareOf = (sent: number, size: number): number => size === 0 ? 1 : sent / size

function secretOf({ secret }: OutgoingBytes): FileSecret | undefined {
  return secret && { key: fromBase64(secret.key), iv: fromBase64(secret.iv) }
}

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))

/** What is wrong with the file is the user's to mend; what is wrong with the network passes. */
function toSendingError(error: unknown): unknown {
  if (!(error instanceof MediaError)) return error
  return error.cause instanceof HomeserverError ? error.cause : new Refusal(error.code, error.message)
}
