import type { DefaultTreeAdapterTypes } from 'parse5'
import type { Attributes } from './html-tags.ts'

const longestValue = 8192

export function attributesOf(element: DefaultTreeAdapterTypes.Element): Attributes {
  return new Map(element.attrs.map(({ name, value }) => [name, value.slice(0, longestValue)]))
}

/** A colour as the specification allows it, `#rrggbb`; null for anything else. */
export function colorOf(value: string | undefined): string | null {
  return value !== undefined && /^#[0-9a-f]{6}$/iu.test(value) ? value.toLowerCase() : null
}

/** A whole number from 0 to `most`; null for anything else. */
export function sizeOf(value: string | undefined, most: number): number | null {
  if (value === undefined || !/^\d{1,6}$/u.test(value)) return null
  const size = Number(value)
  return size <= most ? size : null
}
