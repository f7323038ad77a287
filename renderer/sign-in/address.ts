/** What somebody typed into the one field for where they belong. */
export type Address =
  | { readonly kind: 'user'; readonly user: string; readonly server: string }
  | { readonly kind: 'server'; readonly server: string }
  /** Not enough yet to look for anything. */
  | { readonly kind: 'incomplete' }

const serverName = /^(?:\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d{1,5})?$/iu

/**
 * `@name:server`, `name:server.org`, `name@server.org` (as in mail), `server.org`, or the URL of a homeserver. One word alone is nothing
 * yet, except `localhost`: nobody's server is named without a dot.
 */
export function parseAddress(typed: string): Address {
  const text = typed.trim()
  if (/^https?:\/\/[^\s/]+/iu.test(text)) return { kind: 'server', server: text }
  const user = /^@([^\s:@]+):(\S+)$/u.exec(text) ?? /^([^\s:@.]+):([^\s:@]+\.[^\s@]+)$/u.exec(text) ?? /^([^\s:@]+)@(\S+)$/u.exec(text)
  if (user !== null) {
    const [, name = '', server = ''] = user
    return isServer(server) ? { kind: 'user', user: name, server } : { kind: 'incomplete' }
  }
  return isServer(text) ? { kind: 'server', server: text } : { kind: 'incomplete' }
}

function isServer(text: string): boolean {
  return serverName.test(text) && (/[.:]/u.test(text) || text === 'localhost')
}
