/**
 * Guards for values that cross a process boundary. A guard is a type predicate; the combinators below build one from smaller ones,
 * so that the check of a call's input stands beside its type and cannot drift from it: `object<T>` asks for a guard for every key of T.
 */
export type Guard<T> = (value: unknown) => value is T

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T]
type Fields<T> = { readonly [K in keyof T]-?: K extends OptionalKeys<T> ? OptionalGuard<Exclude<T[K], undefined>> : Guard<T[K]> }
type OptionalGuard<T> = { readonly optional: Guard<T> }

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const boolean: Guard<boolean> = (value): value is boolean => typeof value === 'boolean'

/** A string of at most `longest` UTF-16 units; the default holds any event (65,536 bytes). */
export const text = (longest = 65_536): Guard<string> =>
  (value): value is string => typeof value === 'string' && value.length <= longest

export const nonEmptyText = (longest = 65_536): Guard<string> =>
  (value): value is string => typeof value === 'string' && value.length > 0 && value.length <= longest

/** A safe integer within the bounds, both included. */
export const integer = (least: number, most: number): Guard<number> =>
  (value): value is number => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most

export const oneOf = <const T extends string>(...allowed: readonly T[]): Guard<T> =>
  (value): value is T => allowed.some((one) => one === value)

export const list = <T>(item: Guard<T>, most: number): Guard<readonly T[]> =>
  (value): value is readonly T[] => Array.isArray(value) && value.length <= most && value.every((one) => item(one))

export const bytes = (most: number): Guard<Uint8Array> =>
  (value): value is Uint8Array => value instanceof Uint8Array && value.byteLength <= most

export const optional = <T>(guard: Guard<T>): OptionalGuard<T> => ({ optional: guard })

/** An object with these keys and no others: an unknown key is a misspelt one, and is refused. */
export function object<T extends object>(fields: Fields<T>): Guard<T> {
  const checks = new Map<string, Guard<unknown> | OptionalGuard<unknown>>(Object.entries(fields))
  return (value): value is T => {
    if (!isPlainObject(value)) return false
    for (const key of Object.keys(value)) if (!checks.has(key)) return false
    for (const [key, check] of checks) {
      const present = Object.hasOwn(value, key) && value[key] !== undefined
      if (typeof check === 'function') { if (!present || !check(value[key])) return false }
      else if (present && !check.optional(value[key])) return false
    }
    return true
  }
}

export const either = <A, B>(one: Guard<A>, other: Guard<B>): Guard<A | B> =>
  (value): value is A | B => one(value) || other(value)

export const empty: Guard<Record<string, never>> = (value): value is Record<string, never> =>
  isPlainObject(value) && Object.keys(value).length === 0
