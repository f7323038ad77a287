import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { Profile } from '../../../../main/engine/account/profile.ts'
import type { AccountRecord } from '../../../../main/engine/account/profile-store.ts'
import { systemClock } from '../../../../main/engine/base/clock.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { StoreError } from '../../../../main/engine/store/store-error.ts'
import type { DeviceId, UserId } from '../../../../preload/contract/index.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

const open = (dir: string) =>
  Profile.open({ dir, key: new Uint8Array(32).fill(5), mode: 'quiet', clock: systemClock, log: silentLog, random: Math.random })

const record = (name: string, addedTs: number): AccountRecord => ({
  userId: `@${name}:example.org` as UserId, folder: name, deviceId: 'HERE' as DeviceId, homeserver: 'http://127.0.0.1:9', session: 'active',
  tokens: { accessToken: 'token' }, name: null, avatar: null, addedTs,
})

describe('a profile', () => {
  test('an account whose data is damaged says so, is left byte for byte, and keeps no other from working', async (context) => {
    const dir = await tempFolderFor(context)
    const first = await open(dir)
    await first.add(record('anna', 1))
    await first.add(record('bob', 2))
    await first.dispose()
    const file = join(dir, 'accounts', 'anna', 'store.db')
    const damaged = await readFile(file)
    damaged.fill(0xaa, 100, 5_000)
    await writeFile(file, damaged)

    const profile = await open(dir)
    const [anna, bob] = profile.accountRows()
    assert.deepEqual([anna?.connection, bob?.connection], ['stopped', 'connecting'])
    assert.throws(() => profile.account(record('anna', 1).userId), StoreError)
    assert.equal(profile.account(record('bob', 2).userId).userId, '@bob:example.org')
    await profile.dispose()
    assert.deepEqual(await readFile(file), damaged)
  })

  test('a damaged profile is refused, and left as it is', async (context) => {
    const dir = await tempFolderFor(context)
    await (await open(dir)).dispose()
    const damaged = Buffer.alloc(8_192, 0xaa)
    await writeFile(join(dir, 'profile.db'), damaged)
    await assert.rejects(open(dir), StoreError)
    assert.deepEqual(await readFile(join(dir, 'profile.db')), damaged)
  })

  test('tells whoever shows its accounts of every change', async (context) => {
    const dir = await tempFolderFor(context)
    const profile = await open(dir)
    context.after(() => profile.dispose())
    let told = 0
    const gone: UserId[] = []
    profile.onAccounts.on(() => { told += 1 })
    profile.onGone.on((userId) => gone.push(userId))
    await profile.add(record('anna', 1))
    await profile.remove(record('anna', 1).userId)
    assert.equal(told, 2)
    assert.deepEqual(gone, ['@anna:example.org'])
  })
})
