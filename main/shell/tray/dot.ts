/** A square picture as Electron's `toBitmap` gives it: four bytes a pixel, blue, green, red, opacity. */
export type Bitmap = { readonly pixels: Buffer; readonly size: number }

type Disc = { readonly x: number; readonly y: number; readonly radius: number }

// The red of badges everywhere, as blue, green, red.
const red: readonly number[] = [0x45, 0x3a, 0xe5]

/** The same picture with a red dot in its upper right corner. */
export function withDot({ pixels, size }: Bitmap): Buffer {
  const radius = size * 0.22
  return paint(Buffer.from(pixels), size, { x: size - radius - 0.5, y: radius - 0.5, radius })
}

/** Nothing but a red dot, `size` pixels across. */
export function dot(size: number): Buffer {
  const middle = size / 2 - 0.5
  return paint(Buffer.alloc(size * size * 4), size, { x: middle, y: middle, radius: size / 2 })
}

function paint(pixels: Buffer, size: number, { x, y, radius }: Disc): Buffer {
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      // One pixel of soft edge.
      const cover = Math.min(1, Math.max(0, radius - Math.hypot(column - x, row - y) + 0.5))
      if (cover > 0) blend(pixels, (row * size + column) * 4, cover)
    }
  }
  return pixels
}

function blend(pixels: Buffer, at: number, cover: number): void {
  for (let channel = 0; channel < 4; channel += 1) {
    const wanted = red[channel] ?? 0xff
    pixels[at + channel] = Math.round(wanted * cover + (pixels[at + channel] ?? 0) * (1 - cover))
  }
}
