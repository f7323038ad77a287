import { createRequire } from 'node:module'
import type { AsyncEntry } from '@napi-rs/keyring'
import { KeychainError, type Keychain, type KeychainErrorCode } from './keychain.ts'

const service = 'Causeway'
const require = createRequire(import.meta.url)

/**
 * The system's keychain: Keychain Services on macOS, the Credential Manager on Windows, the Secret Service on Linux. Asking may show the
 * system's own prompt, and then lasts as long as the user takes.
 */
export function osKeychain(): Keychain {
  return {
    kind: 'os',

    get: (profileId) => withEntry(profileId, async (entry) => {
      const written = await entry.getPassword()
      return written === null ? undefined : new Uint8Array(Buffer.from(written, 'base64'))
    }),

    // As text, which every keychain's own window can show, copy and restore.
    set: (profileId, key) => withEntry(profileId, (entry) => entry.setPassword(Buffer.from(key).toString('base64'))),

    remove: (profileId) => withEntry(profileId, async (entry) => {
      await entry.deletePassword()
    }),
  }
}

async function withEntry<T>(profileId: string, use: (entry: AsyncEntry) => Promise<T>): Promise<T> {
  const entry = openEntry(profileId)
  try {
    return await use(entry)
  } catch (cause) {
    throw new KeychainError(codeOf(cause), { cause })
  }
}

function openEntry(profileId: string): AsyncEntry {
  try {
    // Loaded late: where its native part does not load, there is no keychain, and everything else still works. By `require`, which does not
    // wait for a loop that is busy with a start.
    const { AsyncEntry }: typeof import('@napi-rs/keyring') = require('@napi-rs/keyring')
    // Without the pin it falls back to the kernel's keyring, which forgets the key with the next restart of the computer.
    return new AsyncEntry(service, profileId, { linux: { store: 'secret-service' } })
  } catch (cause) {
    throw new KeychainError('unavailable', { cause })
  }
}

/** The library has one code for everything and tells the cases apart in words: its own, D-Bus's, and those of macOS. */
function codeOf(error: unknown): KeychainErrorCode {
  const words = error instanceof Error ? error.message : ''
  if (/denied|not permitted|canceled|cancelled|authorization/i.test(words)) return 'denied'
  if (/couldn't access platform storage|locked|dismissed|interaction is not allowed/i.test(words)) return 'locked'
  if (/dbus|d-bus|platform failure|no such logon session|not available/i.test(words)) return 'unavailable'
  return 'failed'
}
