import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { build } from 'vite'
import { resolveElectron } from '../../scripts/electron-runtime.ts'
import { openDisplay } from '../harness/display.ts'
import { tempFolderFor } from '../harness/temp-folder.ts'

const played = join(import.meta.dirname, '../harness/shell-app')

/** CommonJS, which utility processes of every Electron can run. */
async function bundle(file: string, outDir: string, name: string): Promise<void> {
  await build({
    configFile: false, logLevel: 'warn', publicDir: false,
    build: {
      outDir, emptyOutDir: false, minify: false, target: 'node16', ssr: join(played, file),
      rolldownOptions: { output: { format: 'cjs', entryFileNames: name, codeSplitting: false } },
    },
    ssr: { target: 'node', noExternal: true, external: ['electron'] },
  })
}

test('the engine runs as a utility process just as it does under a Node of its own', { timeout: 120_000 }, async (t) => {
  const folder = await tempFolderFor(t)
  const profile = join(folder, 'profile')
  await mkdir(profile)
  await bundle('utility-main.ts', folder, 'main.cjs')
  await bundle('engine.mjs', folder, 'engine.cjs')
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'utility', version: '0.0.1', main: 'main.cjs' }))
  const display = await openDisplay()
  t.after(() => display.dispose())
  const { path } = await resolveElectron()
  const { stdout } = await promisify(execFile)(
    path,
    ['--disable-gpu', '--no-sandbox', `--user-data-dir=${join(folder, 'data')}`, folder, join(folder, 'engine.cjs'), profile],
    { env: { ...process.env, ...display.env } },
  )
  assert.deepEqual(stdout.trim().split('\n').map((line) => JSON.parse(line)), [
    ['opened', { ok: true, value: {} }],
    ['bytes are bytes', true],
    ['has a process', true],
    ['watched', [0, 1]],
    ['closed', { ok: true, value: {} }],
    ['killed', 'string'],
    ['crashed', false],
    ['ended', 'string'],
    ['unwanted', 'string'],
  ])
  assert.equal(await readFile(join(profile, 'engine-diary.txt'), 'utf8'), 'opened\nclosed\n')
})
