import type { Page } from 'playwright-core'

export const sizes = {
  wide: { width: 1280, height: 800 },
  medium: { width: 900, height: 700 },
  narrow: { width: 600, height: 800 },
} as const

export type Shot = {
  readonly name: string
  readonly query: Readonly<Record<string, string>>
  readonly sizes?: readonly (keyof typeof sizes)[]
  readonly themes?: readonly string[]
  /** What to do before the picture is taken. */
  readonly act?: (page: Page) => Promise<unknown>
}

const all = ['wide', 'medium', 'narrow'] as const

export const shots: readonly Shot[] = [
  { name: 'main', query: {}, sizes: all },
]
