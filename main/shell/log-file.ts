import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

export type LogFileOptions = { readonly path: string; readonly mostBytes?: number; readonly mostFiles?: number }

/**
 * Appends to a file that never grows beyond `mostBytes`: a full one becomes `.1`, that one `.2`, and the oldest goes. Written at once, so
 * that what was said before a crash is there. A disk that is full, or a folder that cannot be written, costs lines and nothing else.
 */
export function openLogFile({ path, mostBytes = 1024 * 1024, mostFiles = 3 }: LogFileOptions): (text: string) => void {
  let size = sizeOf(path)
  return (text) => {
    try {
      if (size === undefined) mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      const length = Buffer.byteLength(text)
      if (size !== undefined && size > 0 && size + length > mostBytes) {
        rotate(path, mostFiles)
        size = 0
      }
      appendFileSync(path, text, { mode: 0o600 })
      size = (size ?? 0) + length
    } catch {
      // Nowhere is left to tell it.
    }
  }
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size
}

function rotate(path: string, mostFiles: number): void {
  for (let number = mostFiles - 1; number >= 1; number -= 1) {
    const from = number === 1 ? path : `${path}.${number - 1}`
    if (sizeOf(from) !== undefined) renameSync(from, `${path}.${number}`)
  }
}
