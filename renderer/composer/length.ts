import type { TextFormat } from '../../preload/contract/index.ts'

/**
 * An event has at most 65,536 bytes with everything around it (client-server API, "Size limits"). Formatted text is in it twice, once as
 * HTML with its tags, and JSON escapes what it must.
 */
const mostBytes: Readonly<Record<TextFormat, number>> = { plain: 60_000, markdown: 26_000 }

/** By how many bytes a message is too long to be one event; 0 when it is not. */
export function excess(text: string, format: TextFormat): number {
  return Math.max(0, new TextEncoder().encode(JSON.stringify(text)).length - 2 - mostBytes[format])
}
