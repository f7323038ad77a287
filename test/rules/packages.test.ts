import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { ROOT } from '../../scripts/set-up/dependencies.mjs'
import { packageViolations, unlistedPackages } from './packages.ts'
import { sourceFiles } from './source-files.ts'

describe('npm packages', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

  test('every package is listed with the side it is for', () => {
    assert.deepEqual(unlistedPackages(manifest), [])
  })

  test('every package is pinned to one version', () => {
    const versions = Object.entries<string>({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies })
    assert.deepEqual(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)), [])
  })

  test('every package is used only on its side', () => {
    assert.deepEqual(packageViolations(sourceFiles()), [])
  })

  test('a package that is not listed is caught', () => {
    const withOneMore = { ...manifest, dependencies: { ...manifest.dependencies, 'left-pad': '1.0.0' } }
    assert.ok(unlistedPackages(withOneMore).includes('left-pad is not listed'))
    assert.equal(packageViolations([{ path: 'main/engine/a.ts', text: `import pad from 'left-pad/index.js'` }]).length, 1)
  })

  test('a package on the wrong side is caught', () => {
    const uses = (path: string, specifier: string): number => packageViolations([{ path, text: `import '${specifier}'` }]).length
    assert.equal(uses('renderer/app/a.ts', 'better-sqlite3-multiple-ciphers'), 1)
    assert.equal(uses('main/engine/a.ts', 'svelte/store'), 1)
    assert.equal(uses('main/engine/a.ts', 'playwright-core'), 1)
    assert.equal(uses('preload/contract/a.ts', 'parse5'), 1)
    assert.equal(uses('test/unit/a.test.ts', 'playwright-core'), 0)
  })

  test('what is erased before the program runs is nobody\'s dependency', () => {
    assert.equal(packageViolations([{ path: 'renderer/app/a.ts', text: `import type { App } from 'electron'` }]).length, 0)
  })
})
