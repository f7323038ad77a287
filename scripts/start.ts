// `npm start -- [--profile DIR] [--key …]`: builds what has changed and opens the app for a real account.
import { spawn } from 'node:child_process'
import { buildApp } from './build.ts'
import { resolveElectron } from './electron-runtime.ts'
import { ROOT } from './set-up/dependencies.mjs'
import { ensureParts } from './set-up/parts.ts'

await ensureParts(['system', 'electron'])
const runtime = await resolveElectron()
await buildApp()
const app = spawn(runtime.path, [ROOT, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, ...(runtime.engineNode === undefined ? {} : { CAUSEWAY_ENGINE_NODE: runtime.engineNode }) },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.kill(signal))
app.on('exit', (code) => process.exit(code ?? 1))
