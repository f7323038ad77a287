import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { _electron } from 'playwright-core'
import { resolveElectron } from '../../scripts/electron-runtime.ts'
import { writeDrivenProgram } from '../harness/driven-program.ts'
import { chromiumSwitches } from '../harness/electron.ts'
import { untilPainted } from '../harness/painted.ts'
import { processTree } from '../harness/processes.ts'
import { openTempFolder } from '../harness/temp-folder.ts'
import { megabytes } from './memory.ts'
import { spreadOf } from './statistics.ts'
import type { Measure } from './table.ts'

const program = `
const { join } = require('node:path')
const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => new BrowserWindow({ width: 1200, height: 800 }).loadFile(join(__dirname, 'index.html')))
`

/** The least that any program on this runtime can take: one window with one line of text in it. The peer of our own figures. */
export async function measureBareWindow(display: Readonly<Record<string, string>>, runs: number): Promise<readonly [Measure, Measure]> {
  const folder = await openTempFolder()
  const root = join(folder.path, 'bare')
  await mkdir(root)
  await writeFile(join(root, 'package.json'), '{ "name": "bare", "version": "1.0.0", "main": "index.js" }')
  await writeFile(join(root, 'index.js'), program)
  await writeFile(join(root, 'index.html'), '<!doctype html><title>bare</title><p>bare</p>')
  const { path } = await resolveElectron()
  const driven = join(folder.path, 'driven')
  await writeDrivenProgram(driven, root)
  const times: number[] = []
  const sizes: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const started = Date.now()
    const app = await _electron.launch({
      executablePath: path,
      args: [...chromiumSwitches(), driven],
      env: { PATH: process.env['PATH'] ?? '', HOME: folder.path, ...display },
    })
    times.push((await untilPainted(await app.firstWindow(), 'p')) - started)
    const all = await processTree(app.process().pid ?? 0)
    sizes.push(megabytes(all.reduce((sum, { memory }) => sum + memory, 0)))
    await app.close()
  }
  await folder.dispose()
  const subject = 'bare Electron'
  return [
    { name: 'start to a painted line', subject, unit: 'ms', spread: spreadOf(times), limit: null },
    { name: 'memory of all processes', subject, unit: 'MB', spread: spreadOf(sizes), limit: null },
  ]
}
