/**
 * Every word that the window shows, and how dates and numbers are written. Messages are ICU, one file for each area in `en/` and `de/`;
 * English is the list of keys, so that a missing translation does not compile. Owns no other state than what is compiled; never reads
 * the clock except in `Minute`.
 */
import { createContext } from 'svelte'
import type { Minute } from './minute.ts'
import type { Words } from './words.ts'

export { failureWords, lockWords } from './engine-words.ts'
export { chooseLocale, type Language, type Locale } from './language.ts'
export { Minute } from './minute.ts'
export { briefTime, dayInFull, dayName, fullTime, timeOfDay } from './times.ts'
export { Words, type MessageKey, type PlainMessageKey, type Say } from './words.ts'

const [words, provideWords] = createContext<Words>()
const [minute, provideMinute] = createContext<Minute>()

export { words as useWords, provideWords, minute as useMinute, provideMinute }
