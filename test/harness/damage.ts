// What disks do to files.
import { readFileSync, writeFileSync } from 'node:fs'

export type Damage = (file: string) => void

/** Turns all bits of some bytes. */
export const flip = (from: number, count = 1): Damage => (file) => {
  const bytes = readFileSync(file)
  for (let at = from; at < from + count && at < bytes.length; at += 1) bytes[at] = (bytes[at] ?? 0) ^ 0xff
  writeFileSync(file, bytes)
}

/** One byte in each page from the third on: a database opens, and nothing in it holds together. */
export const everyPage: Damage = (file) => {
  const bytes = readFileSync(file)
  for (let at = 2 * 4_096 + 100; at < bytes.length; at += 4_096) bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(file, bytes)
}
