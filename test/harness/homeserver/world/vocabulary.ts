import { Draw } from './draw.ts'

/** Made-up tongues in real scripts; `han` is written without spaces. */
export const languages = ['north', 'south', 'cyrillic', 'greek', 'han'] as const
export type Language = (typeof languages)[number]

type Some = readonly [string, ...string[]]
type Sounds = { readonly onsets: Some; readonly vowels: Some; readonly endings: Some }

const sounds: Readonly<Record<Exclude<Language, 'han'>, Sounds>> = {
  north: {
    onsets: ['b', 'br', 'd', 'dr', 'f', 'fl', 'g', 'gr', 'h', 'j', 'k', 'kl', 'l', 'm', 'n', 'p', 'r', 's', 'sch', 'st', 't', 'tr', 'v', 'w', 'z'],
    vowels: ['a', 'e', 'i', 'o', 'u', 'ä', 'ö', 'ü', 'ei', 'au', 'ie'],
    endings: ['', '', 'n', 'r', 's', 't', 'l', 'ng', 'cht', 'st'],
  },
  south: {
    onsets: ['b', 'c', 'ch', 'd', 'f', 'g', 'l', 'll', 'm', 'n', 'p', 'pr', 'qu', 'r', 's', 't', 'tr', 'v'],
    vowels: ['a', 'e', 'i', 'o', 'u', 'á', 'é', 'ío', 'ue', 'ia'],
    endings: ['', '', '', 's', 'n', 'r', 'l'],
  },
  cyrillic: {
    onsets: ['б', 'в', 'г', 'д', 'ж', 'з', 'к', 'л', 'м', 'н', 'п', 'пр', 'р', 'с', 'ст', 'т', 'ф', 'х', 'ч', 'ш'],
    vowels: ['а', 'е', 'и', 'о', 'у', 'ы', 'я', 'ю'],
    endings: ['', '', 'й', 'л', 'н', 'р', 'т', 'ть', 'м'],
  },
  greek: {
    onsets: ['β', 'γ', 'δ', 'θ', 'κ', 'λ', 'μ', 'ν', 'π', 'ρ', 'σ', 'τ', 'φ', 'χ', 'ψ'],
    vowels: ['α', 'ε', 'η', 'ι', 'ο', 'ω', 'ά', 'ού'],
    endings: ['', '', 'ς', 'ν', 'ρ'],
  },
}

const sizes: Readonly<Record<Language, number>> = { north: 12_000, south: 8_000, cyrillic: 6_000, greek: 4_000, han: 4_000 }
const hanFirst = 0x4e00
const hanCount = 2_500

/** The words of each language, the most used first. The same for the same seed. */
export class Vocabulary {
  readonly #words: ReadonlyMap<Language, readonly string[]>

  constructor(seed: number) {
    this.#words = new Map(languages.map((language, number) => [language, makeWords(language, new Draw(seed, 0x776f7264, number))]))
  }

  /** `rank` 0 is the word that is used most. */
  word(language: Language, rank: number): string {
    return this.words(language)[rank] ?? ''
  }

  words(language: Language): readonly string[] {
    return this.#words.get(language) ?? []
  }
}

function makeWords(language: Language, draw: Draw): readonly string[] {
  const size = sizes[language]
  const words = new Set<string>()
  // Short words are the ones used most, as in any tongue.
  while (words.size < size) words.add(language === 'han' ? hanWord(draw, words.size, size) : soundWord(sounds[language], draw, words.size, size))
  return [...words]
}

function soundWord({ onsets, vowels, endings }: Sounds, draw: Draw, rank: number, size: number): string {
  const syllables = 1 + (rank > 60 ? 1 : 0) + draw.below(rank > size / 10 ? 3 : 2)
  let word = ''
  for (let syllable = 0; syllable < syllables; syllable += 1) word += draw.pick(onsets) + draw.pick(vowels)
  return word + draw.pick(endings)
}

function hanWord(draw: Draw, rank: number, size: number): string {
  const length = rank < 200 ? 1 : rank < size / 2 ? 2 : 2 + draw.below(2)
  let word = ''
  for (let at = 0; at < length; at += 1) word += String.fromCodePoint(hanFirst + draw.zipf(hanCount))
  return word
}
