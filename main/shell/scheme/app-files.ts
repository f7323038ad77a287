import { readFileSync, realpathSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { isOwnAddress, parseAddress } from '../safety/address.ts'
import { contentSecurityPolicy } from './content-security-policy.ts'
import { contentTypeOf } from './content-types.ts'
import { refused, type Asked, type Served } from './served.ts'

// No opener policy: nothing can open this page or be opened by it (`safety/guard-contents.ts`), and with one Chromium throws the process that
// it began with the window away and begins another for the answer, while somebody waits.
const headers = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
}

/** Answers for the program's own scheme with the files of one folder, and with nothing else whatever the address says. */
export function serveAppFiles(folder: string): (asked: Asked) => Promise<Served> {
  return async ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD') return refused(405)
    const path = appFilePath(folder, url)
    const found = path === undefined ? undefined : regularFile(folder, path)
    if (found === undefined) return refused(404, headers)
    return {
      status: 200,
      headers: { ...headers, 'content-type': withCharset(contentTypeOf(found.path)), 'content-length': String(found.size) },
      body: method === 'HEAD' ? null : readFileSync(found.path),
    }
  }
}

/** The file that an address of the own scheme means, or undefined when it means none inside of the folder. */
export function appFilePath(folder: string, address: string): string | undefined {
  if (!isOwnAddress(address)) return undefined
  const name = decode(parseAddress(address)?.pathname ?? '')
  // A backslash separates on Windows, a colon names a drive or a stream there; no file of ours has either.
  if (name === undefined || /[\\:\0]/u.test(name) || name.split('/').includes('..')) return undefined
  const path = resolve(join(folder, name === '/' ? 'index.html' : name))
  return path.startsWith(resolve(folder) + sep) ? path : undefined
}

/** Looked at without waiting, and read so: while the program starts, each turn of its loop takes longer than any of these files. */
function regularFile(folder: string, path: string): { readonly path: string; readonly size: number } | undefined {
  try {
    // A link must not lead out of the folder either.
    const [real, root] = [realpathSync(path), realpathSync(folder)]
    const found = statSync(real)
    return found.isFile() && real.startsWith(root + sep) ? { path: real, size: found.size } : undefined
  } catch {
    return undefined
  }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

const withCharset = (type: string): string => /^text\/|\/json$/u.test(type) ? `${type}; charset=utf-8` : type
