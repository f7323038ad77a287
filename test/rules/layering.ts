import { importsOf, packageOf } from './imports.ts'
import { LAYERS, type Layer } from './layers.ts'
import type { SourceFile } from './source-files.ts'

/** The product's code; tests and scripts may import all of it. */
const PRODUCT = /^(main|preload|renderer)\//

/** Each import that points against the arrows, as a line for people. */
export function layeringViolations(files: readonly SourceFile[]): readonly string[] {
  return files.filter(({ path }) => PRODUCT.test(path)).flatMap(violationsIn)
}

function violationsIn(file: SourceFile): readonly string[] {
  const from = layerOf(file.path)
  if (from === null) return [`${file.path} is in no layer: add its folder to test/rules/layers.ts`]
  return importsOf(file).flatMap(({ target, isOwn, line }) => {
    const where = `${file.path}:${line}`
    if (!isOwn) {
      return packageOf(target) === 'electron' && from.electron !== true ? [`${where} imports electron, which ${from.path} may not`] : []
    }
    const to = layerOf(target)
    if (to === null) return [`${where} imports ${target}, which is no part of the product`]
    return to === from || from.mayImport.includes(to.path) ? [] : [`${where} imports ${target}: ${from.path} may not import ${to.path}`]
  })
}

function layerOf(path: string): Layer | null {
  let best: Layer | null = null
  for (const layer of LAYERS) {
    const isIn = path === layer.path || path.startsWith(`${layer.path}/`)
    if (isIn && (best === null || layer.path.length > best.path.length)) best = layer
  }
  return best
}
