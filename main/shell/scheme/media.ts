import type { Failure, Outcome } from '../../../preload/contract/index.ts'
import { isRecord } from '../../engine/base/json.ts'
import { byteRange } from './byte-range.ts'
import { refused, type Asked, type Served } from './served.ts'

/** Asks the engine; see `engine.media` in `serveMedia`. */
export type AskEngine = (method: 'engine.media', params: MediaParams) => Promise<Outcome<unknown>>
export type MediaParams = { readonly url: string; readonly from: number; readonly length: number }
/** `size` is that of the whole, `bytes` the part asked for: shorter only at the end. */
export type MediaPart = { readonly mimetype: string; readonly size: number; readonly bytes: Uint8Array }

const pieceLength = 1024 * 1024

/** What a window may draw or play. SVG is missing on purpose: it is a document, with scripts and links. */
const drawn: ReadonlySet<string> = new Set([
  'image/png', 'image/apng', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp',
  'video/mp4', 'video/webm', 'video/ogg', 'video/quicktime',
  'audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/ogg', 'audio/webm', 'audio/flac', 'audio/x-flac', 'audio/wav', 'audio/x-wav', 'audio/wave',
])

/**
 * Answers for the media scheme with what the engine has decrypted, piece by piece, so that a film is never whole in memory. The sender of a
 * file chose its type: what is not in the list above is only ever bytes to be saved.
 */
export function serveMedia(ask: AskEngine): (asked: Asked) => Promise<Served> {
  return async ({ url, method, range }) => {
    if (method !== 'GET' && method !== 'HEAD') return refused(405)
    const first = await partOf(ask, { url, from: startOf(range), length: pieceLength })
    if (!first.ok) return refused(statusOf(first.failure))
    const { size, mimetype } = first.value
    const wanted = byteRange(range, size)
    if (wanted === 'unsatisfiable') return refused(416, { 'content-range': `bytes */${size}` })
    const isPart = wanted !== 'whole'
    const { from, to } = isPart ? wanted : { from: 0, to: size - 1 }
    return {
      status: isPart ? 206 : 200,
      headers: {
        ...headersFor(mimetype),
        'content-length': String(to - from + 1),
        ...(isPart ? { 'content-range': `bytes ${from}-${to}/${size}` } : {}),
      },
      body: method === 'HEAD' ? null : pieces(ask, url, from, to, from === startOf(range) ? first.value.bytes : undefined),
    }
  }
}

/** Where the first piece is wanted, as far as the header says so without the size. */
const startOf = (range: string | undefined): number => Number(/^bytes=(\d{1,15})-\d{0,15}$/u.exec(range?.trim() ?? '')?.[1] ?? 0)

async function* pieces(ask: AskEngine, url: string, from: number, to: number, first: Uint8Array | undefined): AsyncGenerator<Uint8Array> {
  let piece = first
  for (let at = from; at <= to;) {
    const left = to - at + 1
    if (piece === undefined) {
      const next = await partOf(ask, { url, from: at, length: Math.min(left, pieceLength) })
      if (!next.ok) throw new Error(next.failure.message)
      piece = next.value.bytes
    }
    // It shrank under our hands; ending early tells the window that the rest is missing.
    if (piece.byteLength === 0) return
    yield piece.subarray(0, left)
    at += piece.byteLength
    piece = undefined
  }
}

async function partOf(ask: AskEngine, params: MediaParams): Promise<Outcome<MediaPart>> {
  const outcome = await ask('engine.media', params)
  if (!outcome.ok) return outcome
  if (isMediaPart(outcome.value)) return { ok: true, value: outcome.value }
  return { ok: false, failure: { code: 'bug', message: 'The engine gave something else than media.' } }
}

const isMediaPart = (value: unknown): value is MediaPart =>
  isRecord(value) && typeof value['mimetype'] === 'string' && Number.isSafeInteger(value['size']) && value['bytes'] instanceof Uint8Array

function headersFor(mimetype: string): Record<string, string> {
  const type = mimetype.toLowerCase().split(';')[0]?.trim() ?? ''
  const always = {
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'accept-ranges': 'bytes',
    // What an address of media stands for never changes. The window's session is in memory, so this keeps nothing on the disk.
    'cache-control': 'private, max-age=86400, immutable',
  }
  return drawn.has(type)
    ? { ...always, 'content-type': type }
    : { ...always, 'content-type': 'application/octet-stream', 'content-disposition': 'attachment' }
}

function statusOf({ code }: Failure): number {
  switch (code) {
    case 'not-found': return 404
    case 'bad-input': return 400
    case 'forbidden': return 403
    case 'too-large': return 413
    case 'offline': case 'timeout': return 504
    default: return 502
  }
}
