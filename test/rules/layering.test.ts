import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LAYERS } from './layers.ts'
import { layeringViolations } from './layering.ts'
import { sourceFiles } from './source-files.ts'

describe('layering', () => {
  test('every import points the way the layers say', () => {
    assert.deepEqual(layeringViolations(sourceFiles()), [])
  })

  test('the layers themselves have no circle', () => {
    const follow = (path: string, trail: readonly string[]): void => {
      assert.ok(!trail.includes(path), `${[...trail, path].join(' → ')}`)
      for (const next of LAYERS.find((layer) => layer.path === path)?.mayImport ?? []) follow(next, [...trail, path])
    }
    for (const layer of LAYERS) follow(layer.path, [])
  })

  const violationsOf = (path: string, text: string): number => layeringViolations([{ path, text }]).length

  test('an import against the arrow is caught in every spelling', () => {
    const path = 'main/engine/store/rows.ts'
    for (const text of [
      `import { sync } from '../sync/sync.ts'`,
      `import type { Sync } from '../sync/sync.ts'`,
      `export { sync } from '../sync/sync.ts'`,
      `const later = import('../sync/sync.ts')`,
      `const now = require('../sync/sync.ts')`,
      `type Sync = import('../sync/sync.ts').Sync`,
    ]) {
      assert.equal(violationsOf(path, text), 1, text)
    }
    assert.equal(violationsOf(path, `import { clock } from '../base/clock.ts'\n// import { sync } from '../sync/sync.ts'`), 0)
  })

  test('an import in a component is caught, whichever of its scripts it is in', () => {
    const modules = `<script module>\nimport { a } from '../../main/engine/base/ids.ts'\n</script>\n`
    const instances = `<p>import './b.ts'</p>\n<script lang="ts">\nimport './a.ts'\n</script>\n`
    assert.deepEqual(layeringViolations([{ path: 'renderer/app/App.svelte', text: modules + instances }]), [
      'renderer/app/App.svelte:2 imports main/engine/base/ids.ts: renderer may not import main/engine/base',
    ])
  })

  test('electron is imported by the shell and the preload alone', () => {
    const text = `import { app } from 'electron'`
    assert.equal(violationsOf('main/engine/index.ts', text), 1)
    assert.equal(violationsOf('renderer/app/main.ts', text), 1)
    assert.equal(violationsOf('main/shell/tray.ts', text), 0)
    assert.equal(violationsOf('preload/index.ts', text), 0)
  })

  test('nobody imports the shell, the terminal program or a test', () => {
    assert.equal(violationsOf('main/engine/api/a.ts', `import '../../shell/tray.ts'`), 1)
    assert.equal(violationsOf('main/shell/a.ts', `import '../cli/index.ts'`), 1)
    assert.equal(violationsOf('main/cli/a.ts', `import '../../test/harness/person.ts'`), 1)
  })

  test('a folder that nobody has placed is caught', () => {
    assert.equal(violationsOf('main/utilities/a.ts', ''), 1)
  })
})
