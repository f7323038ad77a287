import type { UserId } from '../../../../preload/contract/ids.ts'

/** A text as it is sent. `formattedBody` is null when there is no format that the plain body does not show. */
export type ComposedBody = { readonly body: string; readonly formattedBody: string | null }

/** Somebody who is named in the text: `name` is what was typed, with or without `@`. */
export type NamedUser = { readonly userId: UserId; readonly name: string }

/** Markdown as typed to what is sent: no HTML passes through, line breaks stay, and people named in it become links. */
export function composeMarkdown(_text: string, _people: readonly NamedUser[] = []): ComposedBody {
  throw new Error('Not built yet')
}
