import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { findElectron } from '../../../scripts/electron-runtime.ts'
import { tempFolderFor } from '../../harness/temp-folder.ts'

async function overrideWith(context: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await tempFolderFor(context)
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const before = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  context.after(() => {
    if (before === undefined) delete process.env['ELECTRON_OVERRIDE_DIST_PATH']
    else process.env['ELECTRON_OVERRIDE_DIST_PATH'] = before
  })
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = folder
  return folder
}

describe('the Electron runtime', () => {
  test('is the one that was asked for, before any other', async (context) => {
    const folder = await overrideWith(context, { electron: '', version: 'v45.4.1\n' })
    assert.deepEqual(findElectron(), { path: join(folder, 'electron'), folder, version: '45.4.1', isStandIn: false })
  })

  test('is told apart when it is too old for the engine, which then runs under a Node beside it', async (context) => {
    await overrideWith(context, { electron: '', version: '22.3.25' })
    const { isStandIn, engineNode } = findElectron() ?? {}
    assert.equal(isStandIn, true)
    assert.match(engineNode ?? '', /node/)
  })

  test('is refused when the folder asked for holds none', async (context) => {
    await overrideWith(context, { version: '45.4.1' })
    assert.throws(findElectron, /does not hold an unpacked Electron/)
  })
})
