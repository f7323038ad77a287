// Log lines end up in bug reports. What is named like a secret, looks like one, or may hold what people wrote to each other
// is replaced before it reaches a sink. Numbers and booleans pass under any name: `keyCount: 50` is worth having.

const secretWord = /^(key|keys|token|tokens|password|passphrase|secret|secrets|authorization|cookie|pickle)$/
const messageWord = /^(body|content|contents|plaintext|html|text|caption|snippet|topic)$/

const secretValues: readonly RegExp[] = [
  /\bBearer\s+\S+/gi,
  // Access and refresh tokens of Synapse (syt_, syr_) and of the Matrix Authentication Service (mat_, mar_, mct_, mcr_).
  /\b(?:sy[tr]|ma[tr]|mc[tr]|mpt)_[A-Za-z0-9_~.-]{6,}/g,
  /\b(?:access|refresh|login)_?token["']?\s*[=:]\s*["']?[^\s"'&,}]+/gi,
  // A recovery key: base58 in groups of four, beginning with "Es".
  /\bEs[1-9A-HJ-NP-Za-km-z]{2}(?:\s?[1-9A-HJ-NP-Za-km-z]{4}){11}\b/g,
  // A raw 256-bit key.
  /\b[0-9a-f]{64}\b/gi,
]

const longestText = 2_000
const mostItems = 50
const deepest = 6

/** `text` without anything that looks like a secret, and not longer than a log line should be. */
export function redactText(text: string): string {
  // Cut before matching: the patterns must not run over megabytes that a server sent.
  let clean = text.length > longestText ? `${text.slice(0, longestText)}…` : text
  for (const pattern of secretValues) clean = clean.replace(pattern, '[secret]')
  return clean
}

/** A copy of `fields` that is safe to log, and safe to turn into JSON. */
export function redactFields(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return redactRecord(fields, 0)
}

function redactRecord(record: object, depth: number): Readonly<Record<string, unknown>> {
  // Null prototype: the keys may be a server's.
  const clean: Record<string, unknown> = Object.create(null)
  for (const [key, value] of Object.entries(record).slice(0, mostItems)) clean[redactText(key)] = redactNamed(key, value, depth)
  return clean
}

function redactNamed(key: string, value: unknown, depth: number): unknown {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) return redactValue(value, depth)
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase().split(/[^a-z0-9]+/)
  if (words.some((word) => secretWord.test(word))) return '[secret]'
  if (words.some((word) => messageWord.test(word))) return '[message]'
  return redactValue(value, depth)
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value)
  if (typeof value === 'function') return '[function]'
  if (typeof value !== 'object' || value === null) return value
  if (depth >= deepest) return '[deeper]'
  if (value instanceof Error) return redactError(value, depth)
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
  if (Array.isArray(value)) return value.slice(0, mostItems).map((item) => redactValue(item, depth + 1))
  if (value instanceof Map || value instanceof Set) return `[${value.size} entries]`
  return redactRecord(value, depth + 1)
}

function redactError(error: Error, depth: number): unknown {
  return {
    ...redactRecord(error, depth + 1),
    name: error.name,
    message: redactText(error.message),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, depth + 1) }),
  }
}
