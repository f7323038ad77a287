import type { IncomingMessage } from 'node:http'
import { isJson } from '../encryption/json.ts'
import type { Json } from '../world/preamble.ts'

export type RequestBody = { readonly bytes: Uint8Array; readonly json: Json }

/** A body that is no JSON object counts as an empty one. */
export async function readRequest(request: IncomingMessage): Promise<RequestBody> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  return { bytes, json: bytes.byteLength > 0 && request.headers['content-type']?.includes('json') !== false ? readJson(bytes) : {} }
}

function readJson(bytes: Buffer): Json {
  try {
    const value: unknown = JSON.parse(bytes.toString())
    return isJson(value) ? value : {}
  } catch {
    return {}
  }
}
