import { IntlMessageFormat } from 'intl-messageformat'
import type { ArgumentNames, MessageArguments } from './arguments.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { isolate } from './isolate.ts'
import type { Language, Locale } from './language.ts'

export type MessageKey = keyof typeof en

/** Keys of messages that need nothing filled in: for tables of keys. */
export type PlainMessageKey = { [Key in MessageKey]: [ArgumentNames<(typeof en)[Key]>] extends [never] ? Key : never }[MessageKey]

const messages: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = { en, de }

/** A message in the user's language; user-made text among the arguments cannot turn the sentence around. */
export type Say = <Key extends MessageKey>(key: Key, ...values: MessageArguments<(typeof en)[Key]>) => string

/**
 * The words of one window. `locale` is asked at every use, so that what reads it in a component follows a change of language at once.
 */
export class Words {
  readonly #locale: () => Locale
  readonly #compiled = new Map<string, IntlMessageFormat>()

  constructor(locale: () => Locale) {
    this.#locale = locale
  }

  get locale(): Locale {
    return this.#locale()
  }

  /** Bound, so that it can be taken off the object. */
  readonly say: Say = (key, ...values) => {
    const { language, tag } = this.#locale()
    const message: string = messages[language][key]
    const [given] = values
    if (given === undefined) return message
    const isolated = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, safe(value)]))
    return String(this.#compile(`${tag} ${key}`, message, tag).format(isolated))
  }

  #compile(name: string, message: string, tag: string): IntlMessageFormat {
    const known = this.#compiled.get(name)
    if (known !== undefined) return known
    const made = new IntlMessageFormat(message, tag)
    this.#compiled.set(name, made)
    return made
  }
}

const safe = (value: unknown): string | number => typeof value === 'number' ? value : isolate(String(value))
