import type { Keychain } from './keychain.ts'

/** A keychain that lasts as long as the process: for tests. */
export function memoryKeychain(): Keychain {
  const keys = new Map<string, Uint8Array>()
  return {
    kind: 'memory',
    async get(profileId) {
      return keys.get(profileId)?.slice()
    },
    async set(profileId, key) {
      keys.set(profileId, key.slice())
    },
    async remove(profileId) {
      keys.delete(profileId)
    },
  }
}
