import { isRecord, parseJson, type JsonRecord } from '../base/json.ts'

// JSON has no bytes: between processes that speak JSON they travel as an object with this one key, in base64.
const bytesKey = '$bytes'

/** Deeper than any call's input is. */
const limits = { maxLength: 64 * 1024 * 1024, maxDepth: 100 }

/** One message as one line of JSON, without the newline at its end. */
export function toWire(message: object): string {
  return JSON.stringify(message, function (this: JsonRecord, key: string, value: unknown): unknown {
    // Node's own buffers have turned themselves into arrays of numbers before `value` gets here.
    const original = this[key]
    return original instanceof Uint8Array ? { [bytesKey]: Buffer.from(original).toString('base64') } : value
  })
}

/** The reverse of `toWire`; throws when `line` is no JSON. */
export function fromWire(line: string): unknown {
  return revive(parseJson(line, limits))
}

/** Replaces bytes in place; the depth is bounded by the parser. */
function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive)
  if (!isRecord(value)) return value
  const entries = Object.entries(value)
  const [only] = entries
  if (entries.length === 1 && only?.[0] === bytesKey && typeof only[1] === 'string') return new Uint8Array(Buffer.from(only[1], 'base64'))
  return Object.fromEntries(entries.map(([key, item]) => [key, revive(item)]))
}
