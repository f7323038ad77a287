import assert from 'node:assert/strict'
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { openLogFile } from '../../../main/shell/log-file.ts'
import { wholeLines } from '../../../main/shell/logs.ts'
import { tempFolderFor } from '../../harness/temp-folder.ts'

describe('a log file', () => {
  test('is made with its folder, readable by its owner only', async (t) => {
    const path = join(await tempFolderFor(t), 'logs', 'main.log')
    openLogFile({ path })('one\n')
    assert.equal(await readFile(path, 'utf8'), 'one\n')
    assert.equal((await stat(path)).mode & 0o077, 0)
  })

  test('is gone on with at the next start', async (t) => {
    const path = join(await tempFolderFor(t), 'main.log')
    openLogFile({ path })('one\n')
    openLogFile({ path })('two\n')
    assert.equal(await readFile(path, 'utf8'), 'one\ntwo\n')
  })

  test('makes room when it is full, and keeps the newest files', async (t) => {
    const folder = await tempFolderFor(t)
    const path = join(folder, 'main.log')
    const write = openLogFile({ path, mostBytes: 8, mostFiles: 3 })
    for (const line of ['one\n', 'two\n', 'three\n', 'four\n', 'five\n', 'six\n']) write(line)
    const files = (await readdir(folder)).toSorted()
    assert.deepEqual(files, ['main.log', 'main.log.1', 'main.log.2'])
    assert.deepEqual(await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8'))), ['six\n', 'five\n', 'four\n'])
  })

  test('that cannot be written costs lines and nothing else', async (t) => {
    const folder = await tempFolderFor(t)
    await writeFile(join(folder, 'logs'), 'a file where the folder should be')
    await chmod(folder, 0o700)
    openLogFile({ path: join(folder, 'logs', 'main.log') })('lost\n')
  })
})

describe('what a process prints in pieces', () => {
  test('becomes whole lines', () => {
    const lines: string[] = []
    const print = wholeLines((line) => lines.push(line))
    for (const piece of ['one\ntw', 'o\n', 'thr', 'ee\nfour\n']) print(piece)
    assert.deepEqual(lines, ['one', 'two', 'three', 'four'])
  })

  test('without end becomes a line all the same', () => {
    const lines: string[] = []
    const print = wholeLines((line) => lines.push(line))
    print('x'.repeat(70_000))
    assert.equal(lines[0]?.length, 70_000)
  })
})
