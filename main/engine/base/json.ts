// JSON that strangers wrote. Keys such as `__proto__`, `constructor` or `toString` are ordinary keys here: the readers see own
// properties only, and answer `undefined` for whatever is missing or of another type.

/** A JSON object of unknown shape. Keep server-keyed data in this, a `Map` or a null-prototype object, never in a literal. */
export type JsonRecord = Readonly<Record<string, unknown>>

export type JsonLimits = {
  /** Longest text accepted, in UTF-16 units. */
  readonly maxLength: number
  /** Arrays and objects nested deeper than this are replaced by `null`. */
  readonly maxDepth: number
}

/** Deep enough for an event of 80 levels inside a sync response, and far from any stack's end. */
export const jsonLimits: JsonLimits = { maxLength: 256 * 1024 * 1024, maxDepth: 100 }

/**
 * Parses `text`, or throws a `SyntaxError` when it is no JSON or a `RangeError` when it is too long. Too deep is not an error: one
 * event nested without end must not cost the response it travels in, so only what lies below `maxDepth` is cut to `null`.
 */
export function parseJson(text: string, limits: JsonLimits = jsonLimits): unknown {
  if (text.length > limits.maxLength) throw new RangeError(`JSON text of ${text.length} characters is too long`)
  const value: unknown = JSON.parse(text)
  if (isDeeper(text, limits.maxDepth)) prune(value, limits.maxDepth)
  return value
}

/** Whether valid JSON nests deeper than `maxDepth`. Reads the text: much cheaper than walking what it became. */
function isDeeper(text: string, maxDepth: number): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        at = endOfString(text, at)
        break
      case 0x5b: // [
      case 0x7b: // {
        depth += 1
        if (depth > maxDepth) return true
        break
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1
        break
    }
  }
  return false
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes += 1
    if (backslashes % 2 === 0) return end
  }
  return text.length
}

/** Cuts in place what is too deep. With its own stack: recursion is what the nesting is meant to break. */
function prune(root: unknown, maxDepth: number): void {
  if (typeof root !== 'object' || root === null) return
  const stack: { readonly holder: object; readonly depth: number }[] = [{ holder: root, depth: 1 }]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    for (const [key, value] of Object.entries(top.holder)) {
      if (typeof value !== 'object' || value === null) continue
      if (top.depth < maxDepth) stack.push({ holder: value, depth: top.depth + 1 })
      else Object.defineProperty(top.holder, key, { value: null, writable: true, enumerable: true, configurable: true })
    }
  }
}

/** An object, not an array and not null. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The own property `key`, whatever it holds. */
export function ownValue(record: JsonRecord, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

export function ownString(record: JsonRecord, key: string): string | undefined {
  const value = ownValue(record, key)
  return typeof value === 'string' ? value : undefined
}

/** An integer that survives JSON and SQLite unchanged: Matrix allows no other numbers. -0 is read as 0. */
export function ownNumber(record: JsonRecord, key: string): number | undefined {
  const value = ownValue(record, key)
  return typeof value === 'number' && Number.isSafeInteger(value) ? value + 0 : undefined
}

export function ownBoolean(record: JsonRecord, key: string): boolean | undefined {
  const value = ownValue(record, key)
  return typeof value === 'boolean' ? value : undefined
}

export function ownRecord(record: JsonRecord, key: string): JsonRecord | undefined {
  const value = ownValue(record, key)
  return isRecord(value) ? value : undefined
}

export function ownArray(record: JsonRecord, key: string): readonly unknown[] | undefined {
  const value = ownValue(record, key)
  return Array.isArray(value) ? value : undefined
}

/** The strings in an array; other items are left out. `undefined` when there is no array. */
export function ownStrings(record: JsonRecord, key: string): readonly string[] | undefined {
  return ownArray(record, key)?.filter((item) => typeof item === 'string')
}

/** The objects in an array; other items are left out. `undefined` when there is no array. */
export function ownRecords(record: JsonRecord, key: string): readonly JsonRecord[] | undefined {
  return ownArray(record, key)?.filter(isRecord)
}
