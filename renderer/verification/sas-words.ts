import { sas } from '../text/en/sas.ts'
import type { Say } from '../text/index.ts'

type SasKey = keyof typeof sas

const isSasKey = (key: string): key is SasKey => Object.hasOwn(sas, key)

/** The word for an emoji in the user's language, from the specification's English one; that one itself where a list is newer than ours. */
export function sasWord(name: string, say: Say): string {
  const word = name.toLowerCase().replace(/\s+/gu, '-')
  const key = `sas.${word}`
  return isSasKey(key) ? say(key) : name
}
