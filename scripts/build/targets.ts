// What is built, from what, and into what. Main and preload become CommonJS and the renderer Chrome 108's JavaScript, so that one build
// serves both Electron 45 and the stand-in. Packages that the installed program brings along (`dependencies`) are not bundled.
import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import type { InlineConfig, Plugin } from 'vite'
import { isRecord, ownRecord } from '../../main/engine/base/json.ts'
import { ROOT } from '../set-up/dependencies.mjs'

export type BuildTarget = {
  readonly name: string
  /** A file, relative to the checkout; the build fails without it. */
  readonly entry: string
  /** Folders and files whose contents decide whether to build again. */
  readonly sources: readonly string[]
  /** The folder it fills. */
  readonly output: string
  readonly config: InlineConfig
}

/** The stand-in's Chrome. */
const OLDEST_BROWSER = 'chrome108'

const base = { root: ROOT, configFile: false, logLevel: 'warn', publicDir: false } satisfies InlineConfig

export const TARGETS: readonly BuildTarget[] = [
  nodeTarget('main', 'main/index.ts', { format: 'cjs', engine: 'node16' }),
  preloadTarget(),
  nodeTarget('engine', 'main/engine/index.ts', { format: 'es', engine: 'node22' }),
  nodeTarget('cli', 'main/cli/index.ts', { format: 'es', engine: 'node22' }),
  rendererTarget(),
]

type NodeBuild = { readonly format: 'cjs' | 'es'; readonly engine: string }

function nodeTarget(name: string, entry: string, { format, engine }: NodeBuild): BuildTarget {
  const output = `dist/${name}`
  return {
    name,
    entry,
    sources: ['main', 'preload/contract'],
    output,
    config: {
      ...base,
      build: {
        ...baseBuild(output),
        target: engine,
        ssr: join(ROOT, entry),
        rolldownOptions: { output: { format, entryFileNames: format === 'cjs' ? 'index.cjs' : 'index.mjs', codeSplitting: false } },
      },
      ssr: { target: 'node', noExternal: true, external: ['electron', ...installedPackages()] },
    },
  }
}

/** One file that requires nothing but electron: a sandboxed preload cannot load anything else. */
function preloadTarget(): BuildTarget {
  const output = 'dist/preload'
  return {
    name: 'preload',
    entry: 'preload/index.ts',
    sources: ['preload'],
    output,
    config: {
      ...base,
      plugins: [refuseBuiltins()],
      build: {
        ...baseBuild(output),
        target: OLDEST_BROWSER,
        ssr: join(ROOT, 'preload/index.ts'),
        rolldownOptions: { output: { format: 'cjs', entryFileNames: 'index.cjs', codeSplitting: false } },
      },
      ssr: { target: 'node', noExternal: true, external: ['electron'] },
    },
  }
}

/** How the page is built is the renderer's own affair: it has a Vite configuration, which its own tests use too. */
function rendererTarget(): BuildTarget {
  const root = join(ROOT, 'renderer')
  return {
    name: 'renderer',
    entry: 'renderer/index.html',
    sources: ['renderer', 'preload/contract'],
    output: 'dist/renderer',
    config: {
      root,
      configFile: join(root, 'vite.config.ts'),
      logLevel: 'warn',
      plugins: [withoutCrossOrigin()],
      // It is read from this computer's disk: a few large files are quicker than many small ones.
      build: { chunkSizeWarningLimit: 10_000, rolldownOptions: { checks: { pluginTimings: false } } },
    },
  }
}

function baseBuild(output: string) {
  return { outDir: join(ROOT, output), emptyOutDir: true, minify: false, sourcemap: true, reportCompressedSize: false }
}

/** Our own scheme has no other origin to be anonymous towards. */
function withoutCrossOrigin(): Plugin {
  return { name: 'without-cross-origin', enforce: 'post', transformIndexHtml: (html) => html.replaceAll(' crossorigin', '') }
}

function refuseBuiltins(): Plugin {
  return {
    name: 'refuse-builtins',
    enforce: 'pre',
    resolveId(id, importer) {
      if (isBuiltin(id)) this.error(`${importer} imports ${id}, which a sandboxed preload does not have`)
      return null
    },
  }
}

function installedPackages(): readonly string[] {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  return isRecord(manifest) ? Object.keys(ownRecord(manifest, 'dependencies') ?? {}) : []
}
