import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { openProfileKey, osKeychain, ProfileLockedError, type ProfileLockedReason } from '../../main/keychain/index.ts'
import { keychainSuite } from '../conformance/keychain-suite.ts'
import { openKeyring, type Keyring } from '../harness/keyring.ts'
import { openTempFolder, tempFolderFor, type TempFolder } from '../harness/temp-folder.ts'

let secrets: TempFolder
let keyring: Keyring

before(async () => {
  secrets = await openTempFolder()
  keyring = await openKeyring({ dir: secrets.path })
  // The keychain's library looks into the environment each time it is asked.
  Object.assign(process.env, keyring.env)
})
after(async () => {
  await keyring.dispose()
  await secrets.dispose()
})

const lockKeyring = async () => {
  await keyring.stop()
  await keyring.start('not the password')
}
const unlockKeyring = async () => {
  await keyring.stop()
  await keyring.start()
}

const open = (dir: string) => openProfileKey({ dir, keychain: osKeychain(), create: true })

const locked =
  (reason: ProfileLockedReason) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof ProfileLockedError, String(error))
    assert.equal(error.reason, reason)
    return true
  }

/** Every file below a folder, by its path and content. */
async function contents(dir: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file, 'hex')] as const)))
}

describe('GNOME Keyring', () => {
  keychainSuite('GNOME Keyring', osKeychain)

  test('a profile made with it opens again, also after a restart, and stays closed while the keychain is away or locked', async (t) => {
    const dir = await tempFolderFor(t)
    const made = await open(dir)
    assert.deepEqual(await open(dir), made)

    const before = await contents(dir)
    await keyring.stop()
    await assert.rejects(open(dir), locked('keychain-unavailable'))
    await lockKeyring()
    await assert.rejects(open(dir), locked('keychain-locked'))
    assert.deepEqual(await contents(dir), before)

    await unlockKeyring()
    assert.deepEqual(await open(dir), made)
  })

  test('no profile is made while it is away or locked, and nothing is left behind', async (t) => {
    const dir = await tempFolderFor(t)
    await keyring.stop()
    await assert.rejects(open(dir), locked('keychain-unavailable'))
    await lockKeyring()
    await assert.rejects(open(dir), locked('keychain-locked'))
    assert.deepEqual(await readdir(dir), [])
    await unlockKeyring()
  })

  test('a profile stays closed and unchanged when the keychain was emptied', async (t) => {
    const dir = await tempFolderFor(t)
    await open(dir)
    const before = await contents(dir)
    await keyring.stop()
    await rm(join(secrets.path, 'data', 'keyrings'), { recursive: true })
    await keyring.start()
    await assert.rejects(open(dir), locked('key-missing'))
    assert.deepEqual(await contents(dir), before)
  })

  test('is unavailable where there is no bus at all', async () => {
    // In a process of its own: a bus once found is kept.
    const door = new URL('../../main/keychain/index.ts', import.meta.url).href
    const program = `
      const { osKeychain } = await import('${door}')
      await osKeychain().get('nobody').catch(({ code }) => console.log(code))
    `
    const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${secrets.path}/nobody` }
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { env })
    assert.equal(stdout, 'unavailable\n')
  })
})
