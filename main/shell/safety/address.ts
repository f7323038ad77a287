/** The address as the WHATWG's rules read it, or undefined. (`URL.canParse` is missing in the oldest runtime.) */
export function parseAddress(address: string): URL | undefined {
  try {
    return new URL(address)
  } catch {
    return undefined
  }
}

/** Where the program's own pages and files come from. */
export const appScheme = 'causeway'
export const appHost = 'app'
export const appOrigin = `${appScheme}://${appHost}`

/** Where pictures, films and sounds of rooms come from. */
export const mediaScheme = 'causeway-media'

/** Whether an address is the program's own. */
export function isOwnAddress(address: string): boolean {
  const url = parseAddress(address)
  return url?.protocol === `${appScheme}:` && url.host === appHost && url.username === '' && url.password === ''
}
