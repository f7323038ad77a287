import { paintPng } from '../../../../scripts/demo/pictures/png.ts'
import { Draw } from '../world/draw.ts'
import { myServer } from '../world/people.ts'
import { notFound, ok, type Answer, type Asked, type AskedByDevice } from './answer.ts'
import type { Service } from './service.ts'

const mostKept = 64
const edge = 64

/** Files: those that were put here last, and for every other id a small picture that follows from it. */
export class Media {
  readonly #files = new Map<string, { readonly bytes: Uint8Array; readonly contentType: string }>()
  #count = 0

  put(bytes: Uint8Array, contentType: string): string {
    this.#count += 1
    const id = `upload${this.#count}`
    this.#files.set(id, { bytes, contentType })
    this.#files.delete(`upload${this.#count - mostKept}`)
    return `mxc://${myServer}/${id}`
  }

  get(id: string): { readonly bytes: Uint8Array; readonly contentType: string } | undefined {
    return id.startsWith('upload') ? this.#files.get(id) : { bytes: paint(id), contentType: 'image/png' }
  }
}

export function upload({ media }: Service, { bytes, contentType }: AskedByDevice): Answer {
  return ok({ content_uri: media.put(bytes, contentType) })
}

export function download({ media }: Service, { params }: Asked): Answer {
  const file = media.get(params['mediaId'] ?? '')
  if (file === undefined) return notFound('The file')
  return { status: 200, headers: { 'content-type': file.contentType, 'content-length': String(file.bytes.byteLength) }, body: file.bytes }
}

export const mediaConfig = (): Answer => ok({ 'm.upload.size': 50 * 1024 * 1024 })

/** A soft pattern in two colours. */
function paint(id: string): Uint8Array {
  const draw = new Draw(0x6d656469, ...[...id].map((letter) => letter.charCodeAt(0)))
  const colour = (): readonly [number, number, number] => [draw.next(), draw.next(), draw.next()]
  const [one, other, waves] = [colour(), colour(), 1 + draw.below(5)]
  return paintPng(edge, edge, (x, y) => {
    const share = (1 + Math.sin((x + y) * waves / edge) * Math.cos((x - y) * waves / edge)) / 2
    const between = (at: 0 | 1 | 2): number => one[at] * share + other[at] * (1 - share)
    return [between(0), between(1), between(2)]
  }).bytes
}
