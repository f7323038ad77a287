import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdir, readdir } from 'node:fs/promises'
import { KeychainError, type Keychain } from './keychain.ts'
import { unwrapKey, wrapKey } from './passphrase.ts'
import { createProfileFile, readProfileFile, type ProfileFile, type StoredKey } from './profile-file.ts'
import { ProfileLockedError, ProfileMissingError } from './profile-locked-error.ts'

export type ProfileKeyOptions = {
  /** The profile's folder; made when it does not exist and `create` is set. */
  readonly dir: string
  readonly keychain: Keychain
  /** Given for a new profile, it locks that profile instead of the keychain. */
  readonly passphrase?: string | undefined
  /** Whether to make a profile where there is none. */
  readonly create: boolean
}

export type ProfileKey = { readonly profileId: string; readonly key: Uint8Array }

const keyLength = 32
/** Where the window's own runtime keeps what it needs; it may have databases, none of which is ours. */
const windowFolder = 'window'

/**
 * Finds the key of the profile in a folder, or makes one for a new profile. Throws `ProfileLockedError`, having changed nothing, when
 * there is a profile and its key cannot be had; `ProfileMissingError` when there is none and `create` is not set; the system's error when
 * a new one cannot be written. Two processes that make the same profile at once get the same key.
 */
export async function openProfileKey(options: ProfileKeyOptions): Promise<ProfileKey> {
  const content = readProfileFile(options.dir)
  switch (content.is) {
    case 'read':
      return { profileId: content.file.profileId, key: await findKey(content.file, options) }
    case 'missing':
      if (!options.create) throw new ProfileMissingError()
      return createProfile(options)
    case 'newer':
      throw new ProfileLockedError('newer-data')
    case 'damaged':
      throw new ProfileLockedError('profile-unreadable', { cause: content.cause })
  }
}

async function findKey({ profileId, key: stored }: ProfileFile, { keychain, passphrase }: ProfileKeyOptions): Promise<Uint8Array> {
  if (stored.kind === 'keychain') {
    if (passphrase !== undefined) {
      throw new ProfileLockedError('key-wrong', {
        message: 'Your messages are not locked with a passphrase, but with a key in the keychain of this computer: open them without one.',
      })
    }
    return findInKeychain(profileId, stored.check, keychain)
  }
  if (passphrase === undefined) throw new ProfileLockedError('passphrase-needed')
  const key = await unwrapKey(stored.wrapped, passphrase, profileId)
  if (key === undefined) throw new ProfileLockedError('passphrase-wrong')
  return key
}

async function findInKeychain(profileId: string, check: Buffer, keychain: Keychain): Promise<Uint8Array> {
  const key = await keychain.get(profileId).catch(lockedKeychain)
  if (key === undefined) throw new ProfileLockedError('key-missing')
  if (key.length !== keyLength || !timingSafeEqual(checkOf(key, profileId), check)) throw new ProfileLockedError('key-wrong')
  return key
}

async function createProfile(options: ProfileKeyOptions): Promise<ProfileKey> {
  const { dir, keychain, passphrase } = options
  await mkdir(dir, { recursive: true, mode: 0o700 })
  // A new key over databases that are there would lock them for good.
  if (await holdsDatabases(dir)) throw new ProfileLockedError('profile-unreadable')
  const key = new Uint8Array(randomBytes(keyLength))
  const profileId = randomBytes(16).toString('hex')
  const stored = passphrase === undefined ? await putInKeychain(key, profileId, keychain) : await lockWith(passphrase, key, profileId)
  // The key first: a crash in between leaves a key that nobody asks for, never a profile without one.
  const isOurs = await createProfileFile(dir, { profileId, key: stored }).catch(async (error: unknown) => {
    await withdraw(profileId, stored, keychain)
    throw error
  })
  if (isOurs) return { profileId, key }
  await withdraw(profileId, stored, keychain)
  return openProfileKey(options)
}

async function putInKeychain(key: Uint8Array, profileId: string, keychain: Keychain): Promise<StoredKey> {
  await keychain.set(profileId, key).catch(lockedKeychain)
  // Believed only when seen: a profile whose key was lost at birth could never be opened again.
  const kept = await keychain.get(profileId).catch(lockedKeychain)
  if (kept === undefined || !timingSafeEqual(checkOf(kept, profileId), checkOf(key, profileId))) {
    throw new ProfileLockedError('keychain-unavailable')
  }
  return { kind: 'keychain', check: checkOf(key, profileId) }
}

const lockWith = async (passphrase: string, key: Uint8Array, profileId: string): Promise<StoredKey> =>
  ({ kind: 'passphrase', wrapped: await wrapKey(key, passphrase, profileId) })

async function withdraw(profileId: string, stored: StoredKey, keychain: Keychain): Promise<void> {
  // A key that stays behind belongs to no profile and opens nothing: not worth failing for.
  if (stored.kind === 'keychain') await keychain.remove(profileId).catch(() => undefined)
}

/** Tells the right key from a wrong one without telling anything about it: the key is random and as long as the hash. */
function checkOf(key: Uint8Array, profileId: string): Buffer {
  return createHmac('sha256', key).update(`causeway profile key ${profileId}`).digest()
}

/** Looks where databases lie: in the profile's folder and two levels below it. */
async function holdsDatabases(dir: string, depth = 0): Promise<boolean> {
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    if (entry.isFile() && entry.name.endsWith('.db')) return true
    if (!entry.isDirectory() || entry.name === windowFolder || depth === 2) continue
    if (await holdsDatabases(`${dir}/${entry.name}`, depth + 1)) return true
  }
  return false
}

function lockedKeychain(error: unknown): never {
  if (!(error instanceof KeychainError)) throw error
  const isLocked = error.code === 'locked' || error.code === 'denied'
  throw new ProfileLockedError(isLocked ? 'keychain-locked' : 'keychain-unavailable', { cause: error })
}
