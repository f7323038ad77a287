import type { Say } from '../text/index.ts'
import type { Refusal } from './plan.ts'

/** Why something was not sent, in one sentence; null where that is plain to see. */
export function refusalWords(refusal: Refusal, say: Say): string | null {
  switch (refusal.why) {
    case 'empty': return null
    case 'too-long': return say('composer.tooLong', { count: refusal.by })
    case 'unknown-command': return say('composer.unknownCommand', { word: refusal.word })
    case 'incomplete-command': return say(`composer.incomplete.${refusal.name}`)
  }
}
