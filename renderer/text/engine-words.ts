/**
 * What the engine and main say in whole sentences is English, and as exact as can be. In another language the window says what the code
 * beside the sentence means.
 */
import type { AppRow, Failure, FailureCode, LockReason } from '../../preload/contract/index.ts'
import { failures, locks } from './de/failures.ts'
import type { Language } from './language.ts'

type Sentences = { readonly failures: Readonly<Record<FailureCode, string>>; readonly locks: Readonly<Record<LockReason, string>> }

const sentences: Readonly<Record<Exclude<Language, 'en'>, Sentences>> = { de: { failures, locks } }

export function failureWords({ code, message }: Pick<Failure, 'code' | 'message'>, language: Language): string {
  return language === 'en' ? message : sentences[language].failures[code].replace('{message}', () => message)
}

export function lockWords({ reason, message }: Pick<NonNullable<AppRow['lock']>, 'reason' | 'message'>, language: Language): string {
  return language === 'en' ? message : sentences[language].locks[reason]
}
