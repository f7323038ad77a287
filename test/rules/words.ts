import { IntlMessageFormat } from 'intl-messageformat'
import { isRecord, ownArray, ownRecord, ownString, ownValue } from '../../main/engine/base/json.ts'

export type Messages = Readonly<Record<string, string>>

/** The parser's number for plain text among a message's parts. */
const LITERAL = 0

/** How a translation differs from the language it translates: other keys, or a value in a message that it is never given. */
export function translationGaps(original: Messages, translation: Messages): readonly string[] {
  const missing = Object.keys(original).filter((key) => !Object.hasOwn(translation, key))
  const extra = Object.keys(translation).filter((key) => !Object.hasOwn(original, key))
  const invented = Object.entries(original).filter(([key, message]) => {
    const given = new Set(argumentsOf(message))
    return argumentsOf(translation[key] ?? '').some((name) => !given.has(name))
  })
  return [
    ...missing.map((key) => `${key} is not translated`),
    ...extra.map((key) => `${key} does not exist in the original`),
    ...invented.map(([key]) => `${key} asks for a value that the original does not have`),
  ]
}

/** The names of the values a message asks for, sorted. Throws when it is no ICU message. */
export function argumentsOf(message: string): readonly string[] {
  const names = new Set<string>()
  const visit = (part: unknown): void => {
    if (!isRecord(part)) return
    const name = ownString(part, 'value')
    if (name !== undefined && ownValue(part, 'type') !== LITERAL) names.add(name)
    for (const option of Object.values(ownRecord(part, 'options') ?? {})) {
      if (isRecord(option)) ownArray(option, 'value')?.forEach(visit)
    }
  }
  new IntlMessageFormat(message, 'en').getAst().forEach(visit)
  return [...names].sort()
}

/** The keys that appear in `code` neither as they are nor as a template that could make them. */
export function unsaidKeys(keys: readonly string[], code: string): readonly string[] {
  const quoted = new Set([...code.matchAll(/['"]([a-z][\w.-]*)['"]/gi)].map((match) => match[1]))
  const templates = [...code.matchAll(/`([a-z][\w-]*\.[^`\s]*)`/gi)].map((match) => patternOf(match[1] ?? ''))
  return keys.filter((key) => !quoted.has(key) && !templates.some((pattern) => pattern.test(key)))
}

/** What a template such as `rooms.${filter}.text` can make. */
function patternOf(template: string): RegExp {
  const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[\\w-]+')}$`)
}
