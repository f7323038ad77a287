const firstStrongIsolate = '\u2068'
const popIsolate = '\u2069'

/** Scripts written from right to left, and the marks that change direction. */
const turning =
  /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}\p{sc=Adlam}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/**
 * A name or other text from people, made safe to stand inside of a sentence: it cannot turn the words around it. Left as it is where it
 * has nothing that could, so that labels stay plain.
 */
export function isolate(value: string): string {
  if (!turning.test(value)) return value
  return `${firstStrongIsolate}${closed(value)}${popIsolate}`
}

/** Overrides and isolates that somebody left open are taken out: a surplus U+2069 would end our own isolate. */
function closed(value: string): string {
  return value.replace(/[\u202a-\u202e\u2066-\u2069]/gu, '')
}
