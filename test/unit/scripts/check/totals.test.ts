import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { parseFailedFiles, parseTotals, type Totals } from '../../../../scripts/check/totals.ts'
import { ROOT } from '../../../../scripts/set-up/dependencies.mjs'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

const totalsOf = async (context: TestContext, ...files: readonly string[]): Promise<Totals | null> => parseTotals(await reportOf(context, ...files))

async function reportOf(context: TestContext, ...files: readonly string[]): Promise<string> {
  const folder = await tempFolderFor(context)
  const paths = files.map((text, index) => {
    const path = join(folder, `${index}.test.mjs`)
    writeFileSync(path, `import test from 'node:test'\n${text}`)
    return path
  })
  const output = join(folder, 'totals.json')
  const reporter = ['--test-reporter', join(ROOT, 'scripts', 'check', 'totals.ts'), '--test-reporter-destination', output]
  const { NODE_TEST_CONTEXT: _outer, ...env } = process.env
  spawnSync(process.execPath, ['--test', ...reporter, ...paths], { env })
  return readFileSync(output, 'utf8')
}

describe('the totals of a test run', () => {
  test('are added up over files and suites', async (context) => {
    const first = `test.suite('s', () => { test('a', () => {}); test('b', () => { throw new Error() }) })`
    assert.deepEqual(await totalsOf(context, first, `test('c', () => {})`), { passed: 2, failed: 1 })
  })

  test('count a test that did not run as one that failed', async (context) => {
    assert.deepEqual(await totalsOf(context, `test.skip('a', () => {}); test.todo('b'); test('c', () => {})`), { passed: 1, failed: 2 })
  })

  test('count a file that cannot be loaded as one failure', async (context) => {
    assert.deepEqual(await totalsOf(context, `import './missing.mjs'`, `test('a', () => {})`), { passed: 1, failed: 1 })
  })

  test('name the files in which something failed', async (context) => {
    const report = await reportOf(context, `test('a', () => {})`, `test('b', () => { throw new Error() })`)
    assert.deepEqual(parseFailedFiles(report).map((file) => basename(file)), ['1.test.mjs'])
  })

  test('are unknown when the run left nothing behind', () => {
    assert.equal(parseTotals(''), null)
  })
})
