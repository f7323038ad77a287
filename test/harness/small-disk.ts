import { execFile } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import { openTempFolder } from './temp-folder.ts'

const run = promisify(execFile)

/** A disk of its own in memory, which can be full and can be write-protected. */
export class SmallDisk {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  /** Null: this user may mount nothing, as only root may. It goes with the test. */
  static async mount(t: TestContext, megabytes: number): Promise<SmallDisk | null> {
    const folder = await openTempFolder()
    const path = join(folder.path, 'disk')
    mkdirSync(path)
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path])
    } catch {
      await folder.dispose()
      return null
    }
    t.after(async () => {
      await run('umount', ['--lazy', path])
      await folder.dispose()
    })
    return new SmallDisk(path)
  }

  /** Takes up all that is left. */
  fill(): void {
    const file = openSync(join(this.path, 'filler'), 'a')
    try {
      for (let size = 1024 * 1024; size >= 1; size = Math.floor(size / 2)) this.#write(file, size)
    } finally {
      closeSync(file)
    }
  }

  free(): void {
    rmSync(join(this.path, 'filler'), { force: true })
  }

  /** Nothing of it may be open for writing. */
  async protect(): Promise<void> {
    await run('mount', ['-o', 'remount,ro', this.path])
  }

  async unprotect(): Promise<void> {
    await run('mount', ['-o', 'remount,rw', this.path])
  }

  #write(file: number, size: number): void {
    const bytes = Buffer.alloc(size)
    try {
      for (;;) if (writeSync(file, bytes) < size) return
    } catch (error) {
      if (Reflect.get(Object(error), 'code') !== 'ENOSPC') throw error
    }
  }
}

export const notRoot = 'Only root can mount a disk of its own.'
