// Every picture of the demo, painted in a thread of its own while the home server starts and the accounts are made.
import { Worker } from 'node:worker_threads'
import type { Picture } from './png.ts'

export type Gallery = ReadonlyMap<string, Picture>

/** What the thread sends for each picture. */
export type Painted = { readonly name: string; readonly picture: Picture }

export const portraitOf = (person: string): string => `portrait of ${person}`
export const emblemOf = (key: string): string => `emblem of ${key}`

/** Paints everything; takes some seconds of one processor. */
export function paintGallery(): Promise<Gallery> {
  return new Promise((resolve, reject) => {
    const gallery = new Map<string, Picture>()
    const painter = new Worker(new URL('./painter.ts', import.meta.url))
    painter.on('message', ({ name, picture }: Painted) => gallery.set(name, picture))
    painter.on('error', reject)
    painter.on('exit', () => resolve(gallery))
  })
}
