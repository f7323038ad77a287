import type { Draw } from './draw.ts'
import type { Language, Vocabulary } from './vocabulary.ts'

/** So many words, the common ones often and the rare ones seldom, with capitals, commas and stops. */
export function sentence(vocabulary: Vocabulary, draw: Draw, language: Language, length: number): string {
  const words = vocabulary.words(language)
  const isHan = language === 'han'
  let text = ''
  for (let at = 0; at < length; at += 1) {
    const word = words[draw.zipf(words.length)] ?? ''
    if (at > 0 && !isHan) text += ' '
    text += at === 0 && !isHan ? capital(word) : word
    if (at < length - 1 && draw.chance(0.06)) text += isHan ? '，' : ','
  }
  return text + stop(draw, isHan)
}

/** A name for a room, a file or a person: no stops in it. */
export function title(vocabulary: Vocabulary, draw: Draw, language: Language, length: number): string {
  const words = vocabulary.words(language)
  // Beyond the little words, which name nothing.
  const named = Array.from({ length }, () => capital(words[60 + draw.below(words.length - 60)] ?? ''))
  return named.join(language === 'han' ? '' : ' ')
}

/** How many words a message has: mostly a few, now and then a screenful. */
export function messageLength(draw: Draw): number {
  const dice = draw.next()
  if (dice < 0.15) return 1 + draw.below(2)
  if (dice < 0.9) return 3 + draw.below(15)
  return dice < 0.99 ? 18 + draw.below(60) : 80 + draw.below(220)
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

function stop(draw: Draw, isHan: boolean): string {
  const dice = draw.next()
  if (dice < 0.5) return ''
  if (dice < 0.8) return isHan ? '。' : '.'
  if (dice < 0.92) return isHan ? '？' : '?'
  return dice < 0.97 ? '!' : ' 🙂'
}
