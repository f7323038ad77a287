// `npm run package`: the installed program as an unpacked folder in release/. `npm run package -- --installers` makes this system's
// installers instead, `--output DIR` puts them elsewhere. CAUSEWAY_UPDATE_URL is the address that installed programs look for newer
// versions at; without it they do not look.
import { build, Platform, type AfterPackContext } from 'electron-builder'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildApp } from './build.ts'
import { resolveElectron, type ElectronRuntime } from './electron-runtime.ts'
import { ROOT } from './set-up/dependencies.mjs'
import { say } from './set-up/say.mjs'

const { values } = parseArgs({
  options: { installers: { type: 'boolean', default: false }, output: { type: 'string', default: 'release' } },
})
const updateUrl = process.env['CAUSEWAY_UPDATE_URL']
const runtime = await resolveElectron()
await buildApp()
if (runtime.isStandIn) say(`packaging with Electron ${runtime.version}, which is too old for real accounts: this is a rehearsal`)
const made = await build({
  projectDir: ROOT,
  targets: values.installers ? Platform.current().createTarget() : Platform.current().createTarget('dir'),
  publish: 'never',
  config: configuration(runtime),
})
console.log([resolve(ROOT, values.output), ...made].join('\n'))

function configuration({ folder, version, isStandIn }: ElectronRuntime) {
  return {
    extends: join(ROOT, 'electron-builder.yml'),
    directories: { output: resolve(ROOT, values.output), buildResources: 'resources' },
    electronDist: folder,
    electronVersion: version,
    publish: updateUrl === undefined || updateUrl === '' ? null : { provider: 'generic' as const, url: updateUrl },
    // An unpacked Electron brings an app of its own along.
    afterPack: ({ appOutDir, packager }: AfterPackContext) =>
      rm(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true }),
    // The stand-in's engine runs under a Node beside it, which cannot look into an archive, and it has not all of today's fuses.
    ...(isStandIn ? { asar: false, electronFuses: null } : {}),
  }
}
