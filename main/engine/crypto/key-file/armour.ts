import { CryptoError } from '../crypto-error.ts'

// The file's text: base64 in lines, between two lines that say what it is.

const first = '-----BEGIN MEGOLM SESSION DATA-----'
const last = '-----END MEGOLM SESSION DATA-----'
/** In bytes, which become a third more characters. */
const lineBytes = 72
const longestLine = 256 * 1024

/** The text of a file, from pieces of what is in it. */
export async function* armour(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  yield `${first}\n`
  let rest = Buffer.alloc(0)
  for await (const piece of pieces) {
    rest = Buffer.concat([rest, piece])
    const whole = rest.length - (rest.length % lineBytes)
    let lines = ''
    for (let at = 0; at < whole; at += lineBytes) lines += `${rest.toString('base64', at, at + lineBytes)}\n`
    if (lines !== '') yield lines
    rest = rest.subarray(whole)
  }
  if (rest.length > 0) yield `${rest.toString('base64')}\n`
  yield `${last}\n`
}

/** What is in a file, from pieces of its text. Throws `damaged` where it is no such file, or not all of one. */
export async function* unarmour(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array, void, undefined> {
  let state: 'before' | 'inside' | 'after' = 'before'
  let base64 = ''
  for await (const line of linesOf(pieces)) {
    const text = line.trim()
    if (state === 'before') {
      if (text === first) state = 'inside'
      else if (text !== '') throw notOne()
    } else if (state === 'inside' && text === last) {
      state = 'after'
      if (!isBase64(base64)) throw notOne()
      yield Buffer.from(base64, 'base64')
    } else if (state === 'inside') {
      base64 += text
      if (/[^A-Za-z0-9+/=]/u.test(text)) throw notOne()
      // What stands at its end, padding too, waits for the end of all.
      const whole = Math.max(0, base64.length - 8) & ~3
      if (whole > 0) yield Buffer.from(base64.slice(0, whole), 'base64')
      base64 = base64.slice(whole)
    }
  }
  if (state === 'before') throw notOne()
  if (state === 'inside') throw new CryptoError('damaged', 'The file of keys breaks off: it was not copied to its end. Look for another copy.')
}

const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/]*={0,2}$/u.test(text)

const notOne = (): CryptoError => new CryptoError('damaged', 'This is no file of keys, or it was changed: look for another copy.')

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
    // Some programs write it all in one line, and it need not be here at once.
    if (rest.length > longestLine && !rest.includes('-')) {
      yield rest
      rest = ''
    }
  }
  yield rest
}
