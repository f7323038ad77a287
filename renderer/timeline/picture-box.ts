export type Box = { readonly width: number; readonly height: number }

/** Where the sender did not say how large a picture is. */
const unknown: Box = { width: 240, height: 180 }
const least: Box = { width: 48, height: 32 }

/**
 * The place a picture takes, in whole CSS pixels, known before anything of it is loaded. It keeps the picture's proportions within `most`,
 * never enlarges, and is never so thin that it cannot be clicked: a picture of 4000 × 1 then stands in a box with room around it.
 */
export function pictureBox(width: number, height: number, most: Box): Box {
  const isSized = Number.isFinite(width) && Number.isFinite(height) && width > 0 && height > 0
  const original = isSized ? { width, height } : unknown
  const scale = Math.min(1, most.width / original.width, most.height / original.height)
  return {
    width: Math.min(most.width, Math.max(least.width, Math.round(original.width * scale))),
    height: Math.min(most.height, Math.max(least.height, Math.round(original.height * scale))),
  }
}
