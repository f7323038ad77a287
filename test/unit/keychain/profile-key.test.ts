import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import {
  KeychainError,
  memoryKeychain,
  openProfileKey,
  ProfileLockedError,
  ProfileMissingError,
  type Keychain,
  type KeychainErrorCode,
  type ProfileLockedReason,
} from '../../../main/keychain/index.ts'
import { tempFolderFor } from '../../harness/temp-folder.ts'

const locked =
  (reason: ProfileLockedReason) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof ProfileLockedError, String(error))
    assert.equal(error.reason, reason)
    assert.match(error.message, /: .+\.$/)
    return true
  }

const failing = (code: KeychainErrorCode): Keychain => {
  const fail = () => Promise.reject(new KeychainError(code))
  return { kind: 'memory', get: fail, set: fail, remove: fail }
}

const profileJson = (dir: string) => join(dir, 'profile.json')

describe('a profile whose key is in the keychain', () => {
  test('is made once and opens with the same key ever after', async (t) => {
    const [dir, keychain] = [join(await tempFolderFor(t), 'new', 'profile'), memoryKeychain()]
    const made = await openProfileKey({ dir, keychain, create: true })
    assert.equal(made.key.length, 32)
    assert.match(made.profileId, /^[0-9a-f]{32}$/)
    assert.deepEqual(await openProfileKey({ dir, keychain, create: true }), made)
    assert.deepEqual(await openProfileKey({ dir, keychain, create: false }), made)
    assert.deepEqual(await keychain.get(made.profileId), made.key)
  })

  test('has no secret in its folder, and shows it to nobody else', async (t) => {
    const [dir, keychain] = [await tempFolderFor(t), memoryKeychain()]
    const { key } = await openProfileKey({ dir, keychain, create: true })
    const text = await readFile(profileJson(dir), 'utf8')
    for (const encoding of ['base64', 'base64url', 'hex'] as const) assert.ok(!text.includes(Buffer.from(key).toString(encoding)))
    assert.equal((await stat(profileJson(dir))).mode & 0o777, 0o600)
    assert.deepEqual(await readdir(dir), ['profile.json'])
  })

  test('is not made when nobody asked for it', async (t) => {
    const dir = await tempFolderFor(t)
    await assert.rejects(openProfileKey({ dir, keychain: memoryKeychain(), create: false }), ProfileMissingError)
    assert.deepEqual(await readdir(dir), [])
  })

  const refusals: readonly (readonly [name: string, keychain: () => Keychain, reason: ProfileLockedReason])[] = [
    ['unavailable', () => failing('unavailable'), 'keychain-unavailable'],
    ['locked', () => failing('locked'), 'keychain-locked'],
    ['not allowed to answer', () => failing('denied'), 'keychain-locked'],
    ['broken', () => failing('failed'), 'keychain-unavailable'],
    ['empty', () => memoryKeychain(), 'key-missing'],
    ['holding another key', () => ({ ...memoryKeychain(), get: async () => new Uint8Array(32) }), 'key-wrong'],
    ['holding something that is no key', () => ({ ...memoryKeychain(), get: async () => new Uint8Array(5) }), 'key-wrong'],
  ]
  for (const [name, keychain, reason] of refusals) {
    test(`stays closed and unchanged while the keychain is ${name}`, async (t) => {
      const [dir, good] = [await tempFolderFor(t), memoryKeychain()]
      const made = await openProfileKey({ dir, keychain: good, create: true })
      const before = await readFile(profileJson(dir), 'utf8')
      for (const create of [true, false]) await assert.rejects(openProfileKey({ dir, keychain: keychain(), create }), locked(reason))
      assert.deepEqual([await readdir(dir), await readFile(profileJson(dir), 'utf8')], [['profile.json'], before])
      assert.deepEqual(await openProfileKey({ dir, keychain: good, create: false }), made)
    })
  }

  test('does not open with a passphrase', async (t) => {
    const [dir, keychain] = [await tempFolderFor(t), memoryKeychain()]
    await openProfileKey({ dir, keychain, create: true })
    await assert.rejects(openProfileKey({ dir, keychain, passphrase: 'open sesame', create: true }), locked('key-wrong'))
  })

  for (const code of ['unavailable', 'locked'] as const) {
    test(`is not made while the keychain is ${code}`, async (t) => {
      const dir = await tempFolderFor(t)
      await assert.rejects(openProfileKey({ dir, keychain: failing(code), create: true }), locked(`keychain-${code}`))
      assert.deepEqual(await readdir(dir), [])
    })
  }

  test('is not made with a keychain that says yes and keeps nothing', async (t) => {
    const dir = await tempFolderFor(t)
    const forgetful = { ...memoryKeychain(), set: async () => undefined }
    await assert.rejects(openProfileKey({ dir, keychain: forgetful, create: true }), locked('keychain-unavailable'))
    assert.deepEqual(await readdir(dir), [])
  })

  test('is one profile when several processes make it at once, and leaves one key in the keychain', async (t) => {
    const [dir, inner, ids] = [await tempFolderFor(t), memoryKeychain(), new Set<string>()]
    const keychain: Keychain = {
      ...inner,
      set: (id, key) => inner.set(id, key).then(() => void ids.add(id)),
      remove: (id) => inner.remove(id).then(() => void ids.delete(id)),
    }
    const made = await Promise.all(Array.from({ length: 8 }, () => openProfileKey({ dir, keychain, create: true })))
    for (const one of made) assert.deepEqual(one, made[0])
    assert.deepEqual([...ids], [made[0]?.profileId])
    assert.deepEqual(await readdir(dir), ['profile.json'])
  })

  test('is made afresh after a crash between keychain and file', async (t) => {
    const [dir, keychain] = [await tempFolderFor(t), memoryKeychain()]
    const crash = new Error('power cut')
    let isCrashing = true
    const crashing: Keychain = { ...keychain, get: (id) => (isCrashing ? Promise.reject(crash) : keychain.get(id)) }
    await assert.rejects(openProfileKey({ dir, keychain: crashing, create: true }), crash)
    isCrashing = false
    assert.equal((await openProfileKey({ dir, keychain: crashing, create: true })).key.length, 32)
  })

  test('takes its key back out of the keychain when its file cannot be written', async (t) => {
    const dir = await tempFolderFor(t)
    const keys = new Set<string>()
    const inner = memoryKeychain()
    const keychain: Keychain = {
      ...inner,
      // The folder vanishes under it, as on a disk that was pulled out.
      set: async (id, key) => {
        await inner.set(id, key)
        keys.add(id)
        await rm(dir, { recursive: true })
      },
      remove: async (id) => void keys.delete(id),
    }
    await assert.rejects(openProfileKey({ dir, keychain, create: true }), { code: 'ENOENT' })
    assert.equal(keys.size, 0)
  })
})

describe('a profile locked with a passphrase', () => {
  test('opens with it and with nothing else', async (t) => {
    const [dir, keychain] = [await tempFolderFor(t), failing('unavailable')]
    const made = await openProfileKey({ dir, keychain, passphrase: 'café au lait', create: true })
    const text = await readFile(profileJson(dir), 'utf8')
    assert.ok(!text.includes(Buffer.from(made.key).toString('base64')))
    assert.deepEqual(await openProfileKey({ dir, keychain, passphrase: 'café au lait', create: true }), made)
    // The same letters, as another keyboard writes them.
    assert.deepEqual(await openProfileKey({ dir, keychain, passphrase: 'cafe\u0301 au lait', create: false }), made)
    await assert.rejects(openProfileKey({ dir, keychain, create: true }), locked('passphrase-needed'))
    for (const passphrase of ['', 'cafe au lait', 'café au lait ']) {
      await assert.rejects(openProfileKey({ dir, keychain, passphrase, create: true }), locked('passphrase-wrong'))
    }
    assert.equal(await readFile(profileJson(dir), 'utf8'), text)
  })

  test('takes the parameters from its file', async (t) => {
    const [dir, keychain] = [await tempFolderFor(t), failing('unavailable')]
    await openProfileKey({ dir, keychain, passphrase: 'open sesame', create: true })
    const file = JSON.parse(await readFile(profileJson(dir), 'utf8'))
    assert.deepEqual([file.key.kdf, file.key.N, file.key.r, file.key.p, file.key.cipher], ['scrypt', 131_072, 8, 1, 'aes-256-gcm'])
  })
})

describe('a profile whose file is not in order', () => {
  const broken: readonly (readonly [name: string, change: (file: string) => string])[] = [
    ['is empty', () => ''],
    ['breaks off', (file) => file.slice(0, 40)],
    ['is no object', () => '[]'],
    ['has no version', (file) => file.replace('"version"', '"verse"')],
    ['has an id that could be a path', (file) => file.replace(/"profileId": "[^"]*"/, '"profileId": "../../elsewhere"')],
    ['has a key of a kind nobody knows', (file) => file.replace('"keychain"', '"post-it"')],
    ['has a check that is too short', (file) => file.replace(/"check": "[^"]*"/, '"check": "AAAA"')],
    [
      'asks for all the memory there is',
      (file) =>
        file.replace(
          /"key": \{[^}]*\}/,
          `"key": ${JSON.stringify({
            kind: 'passphrase',
            kdf: 'scrypt',
            N: 2 ** 40,
            r: 8,
            p: 1,
            cipher: 'aes-256-gcm',
            salt: '',
            nonce: '',
            ciphertext: '',
            tag: '',
          })}`,
        ),
    ],
  ]
  for (const [name, change] of broken) {
    test(`stays closed and unchanged when it ${name}`, async (t) => {
      const [dir, keychain] = [await tempFolderFor(t), memoryKeychain()]
      await openProfileKey({ dir, keychain, create: true })
      const text = change(await readFile(profileJson(dir), 'utf8'))
      await writeFile(profileJson(dir), text)
      for (const passphrase of [undefined, 'open sesame']) {
        await assert.rejects(openProfileKey({ dir, keychain, passphrase, create: true }), locked('profile-unreadable'))
      }
      assert.equal(await readFile(profileJson(dir), 'utf8'), text)
    })
  }

  test('asks for an update when a newer version wrote it', async (t) => {
    const [dir, keychain] = [await tempFolderFor(t), memoryKeychain()]
    await writeFile(profileJson(dir), '{"version": 2, "whatever": true}')
    await assert.rejects(openProfileKey({ dir, keychain, create: true }), locked('newer-data'))
  })

  for (const where of ['.', 'accounts/mira']) {
    test(`is not replaced by a new one when it is gone and there is a database in ${where}`, async (t) => {
      const dir = await tempFolderFor(t)
      await mkdir(join(dir, where), { recursive: true })
      await writeFile(join(dir, where, 'store.db'), 'precious')
      await assert.rejects(openProfileKey({ dir, keychain: memoryKeychain(), create: true }), locked('profile-unreadable'))
      assert.ok(!(await readdir(dir)).includes('profile.json'))
    })
  }
})
