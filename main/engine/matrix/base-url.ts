// What a person types when asked for their homeserver, and what a discovery file says.

/** A base URL is as in `Homeserver`: http or https, without a slash at the end, without user, query and fragment. */
export function parseBaseUrl(text: string): string | undefined {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

/** Where http is safe: what is said there does not leave this computer. */
export function isLoopback(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? ''
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

/** What was typed: a URL is tried as it stands, a server name is looked up. */
export type TypedServer =
  | { readonly is: 'url'; readonly baseUrl: string }
  | { readonly is: 'name'; readonly serverName: string }

const serverName = /^(?:[0-9a-z](?:[0-9a-z.-]*[0-9a-z])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/

/** Reads a server name, a URL or a user id; undefined when it is none of them. */
export function readTypedServer(typed: string): TypedServer | undefined {
  const text = typed.trim()
  if (/^https?:\/\//i.test(text)) {
    const baseUrl = parseBaseUrl(text)
    return baseUrl === undefined ? undefined : { is: 'url', baseUrl }
  }
  // A user id's server name begins after its first colon; people end a name with a slash when they copy it from a browser.
  const name = (text.startsWith('@') ? text.slice(text.indexOf(':') + 1) : text).replace(/\/+$/, '').toLowerCase()
  return name.length <= 255 && serverName.test(name) ? { is: 'name', serverName: name } : undefined
}
