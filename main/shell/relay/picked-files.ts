import { randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { PickedFile } from '../../../preload/contract/index.ts'
import { contentTypeOf } from '../scheme/content-types.ts'

// A token is small; this only bounds what a broken page could make main remember.
const most = 10_000
const largestRead = 20 * 1024 * 1024

/** The files that the user chose in one page. Their paths stay here; the page holds tokens, which are worth nothing elsewhere or later. */
export class PickedFiles {
  readonly #paths = new Map<string, string>()

  /** Null for what is no readable regular file. */
  async add(path: string): Promise<PickedFile | null> {
    const found = await stat(path).catch(() => undefined)
    if (found === undefined || !found.isFile()) return null
    const fileId = randomBytes(16).toString('hex')
    this.#paths.set(fileId, path)
    const oldest = this.#paths.keys().next()
    if (this.#paths.size > most && oldest.done !== true) this.#paths.delete(oldest.value)
    return { fileId, name: basename(path), size: found.size, mimetype: contentTypeOf(path) }
  }

  /** The bytes of a chosen picture; undefined for a token of another page, for what is no picture, and for a very large one. */
  async read(fileId: string): Promise<Uint8Array | undefined> {
    const path = this.#paths.get(fileId)
    if (path === undefined || !contentTypeOf(path).startsWith('image/')) return undefined
    const found = await stat(path).catch(() => undefined)
    if (found === undefined || !found.isFile() || found.size > largestRead) return undefined
    return new Uint8Array(await readFile(path))
  }

  /** Undefined for a token of another page, or of none. */
  pathOf(fileId: string): string | undefined {
    return this.#paths.get(fileId)
  }

  clear(): void {
    this.#paths.clear()
  }
}
