import type { RoomId } from '../../preload/contract/ids.ts'
import { languages, Vocabulary, type Language } from '../harness/homeserver/world/vocabulary.ts'

export type SearchKind = { readonly name: string; readonly queries: readonly string[] }

const spaced = languages.filter((language) => language !== 'han')

/** Queries of each kind, the same every time; of a file made with the same words (`message-store.ts`). */
export function searchKinds(count: number, roomId: RoomId | null): readonly SearchKind[] {
  const vocabulary = new Vocabulary(1)
  const numbers = Array.from({ length: count }, (_, number) => number)
  const from = (language: Language, rank: number): string => vocabulary.word(language, rank)
  const tongue = (number: number): Language => spaced[number % spaced.length] ?? 'north'
  // Ended by a word that is quoted, a query has no beginning of a word in it.
  const whole = (word: string): string => `"${word}"`
  const common = (number: number) => from(tongue(number), 1 + Math.floor(number / spaced.length))
  const rare = (number: number) => from(tongue(number), 2_500 + 37 * number)
  return [
    { name: 'a rare word', queries: numbers.map((number) => whole(rare(number))) },
    { name: 'a common word', queries: numbers.map((number) => whole(common(number))) },
    { name: 'two common words', queries: numbers.map((number) => `${common(number)} ${whole(common(number + spaced.length))}`) },
    { name: 'a common and a rare word', queries: numbers.map((number) => `${common(number)} ${whole(rare(number))}`) },
    { name: 'a phrase', queries: numbers.map((number) => whole(`${common(number)} ${common(number + spaced.length)}`)) },
    { name: 'one letter', queries: numbers.map((number) => [...common(number)][0] ?? 'a') },
    { name: 'two letters', queries: numbers.map((number) => [...rare(number)].slice(0, 2).join('')) },
    { name: 'three letters', queries: numbers.map((number) => [...rare(number)].slice(0, 3).join('')) },
    { name: 'a word as it is typed', queries: numbers.map((number) => rare(number).slice(0, -1)) },
    { name: 'a common word as it is typed', queries: numbers.map(common) },
    { name: 'a common word and a letter', queries: numbers.map((number) => `${common(number)} ${[...rare(number + spaced.length)][0] ?? 'a'}`) },
    { name: 'Han, two characters', queries: numbers.map((number) => from('han', 300 + 11 * number).slice(0, 2)) },
    { name: 'Han, one character', queries: numbers.map((number) => from('han', number)) },
    ...(roomId === null ? [] : [{ name: 'a common word in a room', queries: numbers.map((number) => `${whole(common(number))} in:${roomId}`) }]),
    { name: 'pictures by their name', queries: numbers.map((number) => `has:image ${from(tongue(number), 61 + number)}`) },
  ]
}
