/** altered: the bytes are not those that were sent. unwritable: a file cannot be saved where it was to be. */
export type MediaErrorCode = 'not-found' | 'too-large' | 'unreadable' | 'altered' | 'unwritable' | 'offline'

/** Why a picture or file cannot be had. `message` is a sentence for a person. */
export class MediaError extends Error {
  override readonly name = 'MediaError'
  readonly code: MediaErrorCode

  constructor(code: MediaErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
