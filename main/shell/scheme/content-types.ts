import { extname } from 'node:path'

const types: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html'], ['.js', 'text/javascript'], ['.css', 'text/css'], ['.json', 'application/json'], ['.txt', 'text/plain'],
  ['.svg', 'image/svg+xml'], ['.woff2', 'font/woff2'], ['.wasm', 'application/wasm'], ['.pdf', 'application/pdf'],
  ['.zip', 'application/zip'],
  ['.png', 'image/png'], ['.jpg', 'image/jpeg'], ['.jpeg', 'image/jpeg'], ['.gif', 'image/gif'], ['.webp', 'image/webp'],
  ['.avif', 'image/avif'], ['.bmp', 'image/bmp'], ['.heic', 'image/heic'],
  ['.mp4', 'video/mp4'], ['.m4v', 'video/mp4'], ['.webm', 'video/webm'], ['.mov', 'video/quicktime'], ['.ogv', 'video/ogg'],
  ['.mp3', 'audio/mpeg'], ['.m4a', 'audio/mp4'], ['.aac', 'audio/aac'], ['.ogg', 'audio/ogg'], ['.oga', 'audio/ogg'],
  ['.opus', 'audio/ogg'], ['.flac', 'audio/flac'], ['.wav', 'audio/wav'],
])

/** The media type that a file's name promises; `application/octet-stream` for any other. */
export function contentTypeOf(path: string): string {
  return types.get(extname(path).toLowerCase()) ?? 'application/octet-stream'
}
