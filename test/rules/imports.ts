import { dirname, join } from 'node:path/posix'
import ts from 'typescript'
import type { SourceFile } from './source-files.ts'

export type Import = {
  /** What is imported: a path from the checkout's root for our own files, a specifier for everything else. */
  readonly target: string
  readonly isOwn: boolean
  /** Gone when the program runs. */
  readonly isTypeOnly: boolean
  readonly line: number
}

/** Everything a file imports, re-exports, requires or imports at run time. For a component, what its scripts import. */
export function importsOf({ path, text }: SourceFile): readonly Import[] {
  const found: Import[] = []
  const source = ts.createSourceFile(path, path.endsWith('.svelte') ? scriptsOf(text) : text, ts.ScriptTarget.Latest, true)
  const add = (specifier: string, isTypeOnly: boolean, node: ts.Node): void => {
    const isOwn = specifier.startsWith('.')
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
    found.push({ target: isOwn ? join(dirname(path), specifier) : specifier, isOwn, isTypeOnly, line })
  }
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node)
    if (specifier !== null) add(specifier, isTypeOnly(node), node)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** The package of a specifier: without what comes after its name, and without Node's prefix for its own. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** Blanks out everything but the scripts, so that lines keep their numbers. */
function scriptsOf(component: string): string {
  const blank = (text: string): string => text.replace(/[^\n]/g, ' ')
  let scripts = ''
  let end = 0
  for (const match of component.matchAll(/(<script\b[^>]*>)([\s\S]*?)<\/script>/g)) {
    const start = match.index + (match[1] ?? '').length
    scripts += blank(component.slice(end, start)) + (match[2] ?? '')
    end = start + (match[2] ?? '').length
  }
  return scripts
}

function specifierOf(node: ts.Node): string | null {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier)
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : null
  if (!ts.isCallExpression(node)) return null
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require'
  return isRequire || node.expression.kind === ts.SyntaxKind.ImportKeyword ? textOf(node.arguments[0]) : null
}

function textOf(node: ts.Node | undefined): string | null {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : null
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true
  if (ts.isExportDeclaration(node)) return node.isTypeOnly
  if (!ts.isImportDeclaration(node) || node.importClause === undefined) return false
  const { importClause } = node
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const { name, namedBindings } = importClause
  if (name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false
  return namedBindings.elements.every((element) => element.isTypeOnly)
}
