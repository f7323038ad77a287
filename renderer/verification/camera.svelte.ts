import type { Client } from '../bridge/index.ts'
import { bytesIn, isMatrixCode } from './qr-bytes.ts'

type Parts = {
  readonly client: Client
  readonly onCode: (bytes: Uint8Array) => void
}

const lookEveryMs = 120
/** Enough to read a code of this size, and little enough to read it many times a second. */
const longestSide = 640

/**
 * The camera while a code is looked for. It is asked of main first, which lets this page have it for that long and no longer; nothing of
 * what it sees leaves the page but the bytes of the code.
 */
export class Camera {
  readonly #parts: Parts
  /** starting → searching → found; failed: `reason` says why, or null where there simply is none. */
  state = $state<'starting' | 'searching' | 'foreign' | 'found' | 'failed'>('starting')
  reason = $state<string | null>(null)

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** For the `video` that shows it: begins when that is there and ends with it. */
  readonly shownBy = (video: HTMLVideoElement): (() => void) => {
    const ended = new AbortController()
    void this.#run(video, ended.signal)
    return () => ended.abort()
  }

  async #run(video: HTMLVideoElement, ended: AbortSignal): Promise<void> {
    const { client } = this.#parts
    const allowed = await client.call('app.camera', { isWanted: true })
    if (!allowed.ok) return this.#fail(allowed.failure.message)
    const stream = ended.aborted ? null : await this.#open()
    const stop = (): void => {
      for (const track of stream?.getTracks() ?? []) track.stop()
      video.srcObject = null
      void client.call('app.camera', { isWanted: false })
    }
    if (stream === null || ended.aborted) return stop()
    ended.addEventListener('abort', stop, { once: true })
    video.srcObject = stream
    await video.play().catch(() => undefined)
    this.state = 'searching'
    this.#look(video, ended)
  }

  async #open(): Promise<MediaStream | null> {
    try {
      return await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false })
    } catch {
      // No camera, a busy one, or one that the system keeps from us: the user can do the same about each.
      this.#fail(null)
      return null
    }
  }

  #look(video: HTMLVideoElement, ended: AbortSignal): void {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    if (context === null) return this.#fail(null)
    const timer = setInterval(() => {
      const bytes = pictureOf(video, context)
      if (bytes === null) return
      if (!isMatrixCode(bytes)) {
        this.state = 'foreign'
        return
      }
      clearInterval(timer)
      this.state = 'found'
      this.#parts.onCode(bytes)
    }, lookEveryMs)
    ended.addEventListener('abort', () => clearInterval(timer), { once: true })
  }

  #fail(reason: string | null): void {
    this.state = 'failed'
    this.reason = reason
  }
}

/** The bytes of the code in what the camera shows now. */
function pictureOf(video: HTMLVideoElement, context: CanvasRenderingContext2D): Uint8Array | null {
  const { videoWidth, videoHeight } = video
  if (videoWidth === 0 || videoHeight === 0) return null
  const scale = Math.min(1, longestSide / Math.max(videoWidth, videoHeight))
  const { canvas } = context
  canvas.width = Math.round(videoWidth * scale)
  canvas.height = Math.round(videoHeight * scale)
  context.drawImage(video, 0, 0, canvas.width, canvas.height)
  return bytesIn(context.getImageData(0, 0, canvas.width, canvas.height))
}
