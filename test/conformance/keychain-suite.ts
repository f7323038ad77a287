import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Keychain } from '../../main/keychain/index.ts'

/** What every keychain must do. `open` gives one that answers. */
export function keychainSuite(name: string, open: () => Keychain): void {
  const newId = () => randomBytes(16).toString('hex')
  const newKey = () => new Uint8Array(randomBytes(32))

  describe(`the keychain (${name})`, () => {
    test('says that it has no key it was never given', async () => {
      assert.equal(await open().get(newId()), undefined)
    })

    test('gives a key back byte for byte, as a copy', async () => {
      const keychain = open()
      const [id, key] = [newId(), newKey()]
      const kept = key.slice()
      await keychain.set(id, key)
      key.fill(0)
      const found = await keychain.get(id)
      assert.deepEqual(found, kept)
      found?.fill(0)
      assert.deepEqual(await keychain.get(id), kept)
    })

    test('keeps the keys of two profiles apart', async () => {
      const keychain = open()
      const [one, other] = [
        { id: newId(), key: newKey() },
        { id: newId(), key: newKey() },
      ]
      for (const { id, key } of [one, other]) await keychain.set(id, key)
      for (const { id, key } of [one, other]) assert.deepEqual(await keychain.get(id), key)
    })

    test('replaces a key', async () => {
      const keychain = open()
      const [id, key] = [newId(), newKey()]
      await keychain.set(id, newKey())
      await keychain.set(id, key)
      assert.deepEqual(await keychain.get(id), key)
    })

    test('forgets a key, and does not mind being told twice', async () => {
      const keychain = open()
      const id = newId()
      await keychain.set(id, newKey())
      await keychain.remove(id)
      assert.equal(await keychain.get(id), undefined)
      await keychain.remove(id)
    })

    test('takes bytes of every value', async () => {
      const keychain = open()
      const id = newId()
      const key = Uint8Array.from({ length: 256 }, (_, byte) => byte)
      await keychain.set(id, key)
      assert.deepEqual(await keychain.get(id), key)
    })
  })
}
