// Client-server API, m.room.message, "HTML": the schemes of links in messages.
const schemes: ReadonlySet<string> = new Set(['https:', 'http:', 'ftp:', 'mailto:', 'magnet:'])
const longestLink = 8192

/** The link as it may be followed, or null: another scheme, no absolute address, or something that hides what it is. */
export function safeLink(href: string): string | null {
  if (href.length > longestLink || /[\u0000-\u0020\u007F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u.test(href.trim())) return null
  try {
    const url = new URL(href.trim())
    return schemes.has(url.protocol) ? url.href : null
  } catch {
    return null
  }
}
