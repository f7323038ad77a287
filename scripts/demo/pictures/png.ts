import { crc32, deflateSync } from 'node:zlib'

/** Draws one pixel: red, green and blue from 0 to 1. Coordinates are the pixel's middle, in pixels. */
export type Shader = (x: number, y: number) => readonly [number, number, number]

export type Picture = {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly width: number
  readonly height: number
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const TRUE_COLOUR = 2
/** Each row is written as its differences to the row above, which is what makes smooth pictures small. */
const FILTER_UP = 2

/** Paints a picture and encodes it as a PNG. */
export function paintPng(width: number, height: number, shader: Shader): Picture {
  const stride = width * 3
  const filtered = Buffer.alloc((stride + 1) * height)
  let above = new Uint8Array(stride)
  for (let y = 0; y < height; y += 1) {
    const row = paintRow(width, y, shader)
    const start = y * (stride + 1)
    filtered[start] = FILTER_UP
    for (let at = 0; at < stride; at += 1) filtered[start + 1 + at] = (row[at] ?? 0) - (above[at] ?? 0)
    above = row
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, TRUE_COLOUR, 0, 0, 0], 8)
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(filtered, { level: 6 })), chunk('IEND', Buffer.alloc(0))]
  return { bytes: new Uint8Array(Buffer.concat([Buffer.from(SIGNATURE), ...chunks])), width, height }
}

function paintRow(width: number, y: number, shader: Shader): Uint8Array<ArrayBuffer> {
  const row = new Uint8Array(width * 3)
  for (let x = 0; x < width; x += 1) {
    const [red, green, blue] = shader(x + 0.5, y + 0.5)
    row[x * 3] = toByte(red)
    row[x * 3 + 1] = toByte(green)
    row[x * 3 + 2] = toByte(blue)
  }
  return row
}

function toByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value * 255)))
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}
