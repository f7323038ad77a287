/**
 * Codes that carry bytes (client-server API, "QR code format"): the library speaks in texts, so that each byte travels as the character of
 * the same number, and is given back as it was.
 */
import { encodeQR } from 'qr'
import { decodeQR } from 'qr/decode.js'

/** The code's modules, true for dark, with a quiet zone around them as wide as the standard asks. */
export function codeOf(bytes: Uint8Array): readonly (readonly boolean[])[] {
  return encodeQR(textOf(bytes), 'raw', { encoding: 'byte', ecc: 'medium', border: 4, textEncoder: bytesOf })
}

/** The modules as the path of a drawing in which each is one unit wide. */
export function pathOf(modules: readonly (readonly boolean[])[]): string {
  return modules.flatMap((line, y) => line.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
}

/** What a picture's code carries; null where there is none that can be read. */
export function bytesIn(picture: ImageData): Uint8Array | null {
  try {
    return bytesOf(decodeQR(picture, { format: 'RGBA', textDecoder: textOf, timeLimit: 60 }))
  } catch {
    // Most pictures of a camera have no code in them: the library says so by throwing.
    return null
  }
}

const header = [...'MATRIX'].map((letter) => letter.charCodeAt(0))

/** Whether it is a code for verifying at all; what it says is the engine's to judge. */
export function isMatrixCode(bytes: Uint8Array): boolean {
  return header.every((byte, at) => bytes[at] === byte)
}

function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}
