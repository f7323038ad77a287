import { Draw } from './draw.ts'
import { title } from './text.ts'
import type { Vocabulary } from './vocabulary.ts'

/** How many others there are. A prime, so that any step walks through all of them. */
export const crowd = 30_011

const servers = ['bench.test', 'bench.test', 'bench.test', 'north.test', 'south.test:8448', 'far-away.example'] as const

/** The account that is served. */
export const myLocalpart = 'ada'
export const myServer = 'bench.test'
export const myUserId = `@${myLocalpart}:${myServer}`

export type Face = { readonly displayname: string; readonly avatar_url?: string }

/** Everybody else on the servers, by number from 0 up to `crowd`. */
export class People {
  readonly #seed: number
  readonly #vocabulary: Vocabulary
  readonly #userIds: (string | undefined)[] = new Array(crowd)

  constructor(seed: number, vocabulary: Vocabulary) {
    this.#seed = seed
    this.#vocabulary = vocabulary
  }

  userId(person: number): string {
    return this.#userIds[person] ??= this.#makeUserId(person)
  }

  /** Undefined for somebody who does not exist here. */
  numberOf(userId: string): number | undefined {
    const written = /^@[a-z]*-([0-9a-z]{1,4}):/.exec(userId)?.[1]
    const person = written === undefined ? NaN : Number.parseInt(written, 36)
    return person < crowd && this.userId(person) === userId ? person : undefined
  }

  /** `version` counts how often they changed it. */
  face(person: number, version = 0): Face {
    const draw = new Draw(this.#seed, 0x66616365, person)
    const language = draw.pick(['north', 'south', 'south', 'cyrillic', 'greek', 'han'])
    const name = title(this.#vocabulary, draw, language, language === 'han' ? 1 : 2)
    const displayname = version === 0 ? name : `${name} (${version + 1})`
    return draw.chance(0.6) ? { displayname, avatar_url: `mxc://${myServer}/face${person.toString(36)}x${version}` } : { displayname }
  }

  #makeUserId(person: number): string {
    const draw = new Draw(this.#seed, 0x75736572, person)
    const words = this.#vocabulary.words('south')
    const word = (words[100 + draw.below(4_000)] ?? 'x').normalize('NFD').replace(/[^a-z]/g, '')
    return `@${word}-${person.toString(36)}:${draw.pick(servers)}`
  }
}
