import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, test, type TestContext } from 'node:test'
import { acquireProfileLock, profileOwner, ProfileInUseError } from '../../../main/keychain/index.ts'
import { tempFolderFor } from '../../harness/temp-folder.ts'

const door = new URL('../../../main/keychain/index.ts', import.meta.url).href

// Says "ready", waits for a line, tries to become the owner, says how that ended, and then stays.
const program = `
  const { acquireProfileLock } = await import('${door}')
  console.log('ready')
  process.stdin.once('data', async () => {
    try { await acquireProfileLock(process.argv[1]); console.log('owner') } catch (error) { console.log(error.name) }
  })
`

type Starter = { readonly child: ChildProcess; readonly go: () => Promise<string | undefined>; readonly kill: () => Promise<void> }

async function starter(test: TestContext, dir: string): Promise<Starter> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, dir], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  test.after(kill)
  assert.equal((await lines.next()).value, 'ready')
  return {
    child,
    kill,
    go: async () => {
      child.stdin.write('go\n')
      return (await lines.next()).value
    },
  }
}

const starters = (test: TestContext, dir: string, count: number) => Promise.all(Array.from({ length: count }, () => starter(test, dir)))

describe('the lock of a profile', () => {
  test('has one owner at a time, and is free again when that one lets go', async (t) => {
    const dir = join(await tempFolderFor(t), 'new')
    const lock = await acquireProfileLock(dir)
    await assert.rejects(acquireProfileLock(dir), (error) => error instanceof ProfileInUseError && error.pid === process.pid)
    assert.equal(await profileOwner(dir), process.pid)
    await lock.dispose()
    await lock.dispose()
    assert.equal(await profileOwner(dir), undefined)
    await (await acquireProfileLock(dir)).dispose()
  })

  test('names the process that has it', async (t) => {
    const dir = await tempFolderFor(t)
    const other = await starter(t, dir)
    assert.equal(await other.go(), 'owner')
    assert.equal(await profileOwner(dir), other.child.pid)
    await assert.rejects(acquireProfileLock(dir), (error) => error instanceof ProfileInUseError && error.pid === other.child.pid)
  })

  test('goes to exactly one of many that start at the same moment, over and over', async (t) => {
    const dir = await tempFolderFor(t)
    for (let round = 0; round < 3; round += 1) {
      const all = await starters(t, dir, 5)
      const outcomes = await Promise.all(all.map(({ go }) => go()))
      assert.deepEqual(outcomes.sort(), ['ProfileInUseError', 'ProfileInUseError', 'ProfileInUseError', 'ProfileInUseError', 'owner'])
      await Promise.all(all.map(({ kill }) => kill()))
    }
  })

  test('goes to exactly one of many within a process, too', async (t) => {
    const dir = await tempFolderFor(t)
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => acquireProfileLock(dir)))
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
  })

  test('is free after its owner was killed, and then again goes to exactly one', async (t) => {
    const dir = await tempFolderFor(t)
    const owner = await starter(t, dir)
    assert.equal(await owner.go(), 'owner')
    await owner.kill()
    const outcomes = await Promise.all((await starters(t, dir, 4)).map(({ go }) => go()))
    assert.equal(outcomes.filter((outcome) => outcome === 'owner').length, 1)
  })

  test('is not kept by a process that merely got the number of a dead owner', async (t) => {
    const dir = await tempFolderFor(t)
    await (await acquireProfileLock(dir)).dispose()
    await writeFile(join(dir, 'owner', `${process.pid}.0-1.0123456789ab`), '')
    await (await acquireProfileLock(dir)).dispose()
    assert.deepEqual(await readdir(join(dir, 'owner')), [])
  })

  test('is not kept, and not cleared away, by files that mean nothing', async (t) => {
    const dir = await tempFolderFor(t)
    await mkdir(join(dir, 'owner'))
    for (const name of ['.DS_Store', '1', `${process.pid}..0123456789ab`]) await writeFile(join(dir, 'owner', name), '')
    await (await acquireProfileLock(dir)).dispose()
    assert.equal((await readdir(join(dir, 'owner'))).length, 3)
  })
})
