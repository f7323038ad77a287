// The viewer's profile from outside, while nobody has it open: the world's maker writes with its keys, and its homeserver moves with the
// world.
import { join } from 'node:path'
import { ProfileStore, type AccountRecord } from '../../main/engine/account/profile-store.ts'
import { memoryKeychain, openProfileKey } from '../../main/keychain/index.ts'
import { PASSPHRASE } from './sign-in.ts'
import { Seal } from './world/seal.ts'

/** The viewer's own device, to encrypt what they said before Causeway was opened for the first time. */
export async function openViewerSeal(profile: string): Promise<Seal> {
  const key = await keyOf(profile)
  const { userId, deviceId, homeserver, tokens, folder } = withStore(profile, key, theAccount)
  if (tokens === null) throw new Error('The viewer is not signed in')
  const me = { userId, deviceId, homeserver }
  return Seal.open({ me, accessToken: tokens.accessToken, folder: join(profile, 'accounts', folder), key })
}

/** Tells the profile that its homeserver is found at `url` now. One that is signed out knows no homeserver. */
export async function readdress(profile: string, url: string): Promise<void> {
  withStore(profile, await keyOf(profile), (store) => {
    for (const record of store.accounts()) if (record.homeserver !== url) store.putAccount({ ...record, homeserver: url })
  })
}

async function keyOf(dir: string): Promise<Uint8Array> {
  return (await openProfileKey({ dir, keychain: memoryKeychain(), passphrase: PASSPHRASE, create: false })).key
}

function withStore<T>(profile: string, key: Uint8Array, work: (store: ProfileStore) => T): T {
  const store = new ProfileStore({ file: join(profile, 'profile.db'), key })
  try {
    return work(store)
  } finally {
    store.dispose()
  }
}

function theAccount(store: ProfileStore): AccountRecord {
  const [record] = store.accounts()
  if (record === undefined) throw new Error('There is no account in the profile')
  return record
}
