import { fileTypeFromBuffer } from 'file-type'

/** As much of a file's beginning as tells what it is. */
export const sniffedBytes = 4100

export const unknownType = 'application/octet-stream'

// What a window may draw or play itself. Everything else is a file to be saved, whatever its sender calls it: SVG, HTML and PDF can carry
// scripts, and a type that only the sender claims proves nothing (CVE-2021-21320, CVE-2024-51749).
const inline: ReadonlySet<string> = new Set([
  'image/png', 'image/apng', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp',
  'video/mp4', 'video/webm', 'video/ogg', 'video/quicktime',
  'audio/mpeg', 'audio/mp4', 'audio/ogg', 'audio/wav', 'audio/x-flac', 'audio/aac', 'audio/webm', 'audio/x-m4a',
])

// Containers whose first bytes do not tell audio from video are named by what the window plays them as.
const aliases: ReadonlyMap<string, string> = new Map([
  ['audio/ogg; codecs=opus', 'audio/ogg'], ['audio/opus', 'audio/ogg'], ['audio/flac', 'audio/x-flac'], ['audio/vnd.wave', 'audio/wav'],
])

/** What the bytes are, by looking at the first `sniffedBytes` of them; `application/octet-stream` when they do not say. */
export async function sniffMediaType(beginning: Uint8Array): Promise<string> {
  const found = await fileTypeFromBuffer(beginning.subarray(0, sniffedBytes))
  return found === undefined ? unknownType : (aliases.get(found.mime) ?? found.mime)
}

/** Whether a window may show it in place. */
export function isInlineType(mimetype: string): boolean {
  return inline.has(mimetype)
}
