import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where a text turns up that must not: as the path of a file, or as a line of the log. */
export type Trace = { readonly secret: string; readonly where: string }

/**
 * Looks for every secret in every file below `dir`, and in what was logged. Files are searched as bytes, for the text in UTF-8 and in
 * UTF-16, which Chromium writes.
 */
export async function findTraces(dir: string, logged: readonly string[], secrets: readonly string[]): Promise<readonly Trace[]> {
  const inLog = secrets.flatMap((secret) =>
    logged.filter((line) => line.includes(secret)).map((line) => ({ secret, where: `log: ${line}` })),
  )
  const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const inFiles = await Promise.all(files.map(({ parentPath, name }) => tracesIn(join(parentPath, name), secrets)))
  return [...inLog, ...inFiles.flat()]
}

async function tracesIn(path: string, secrets: readonly string[]): Promise<readonly Trace[]> {
  const bytes = await readFile(path)
  const isIn = (secret: string): boolean => bytes.includes(secret, 0, 'utf8') || bytes.includes(secret, 0, 'utf16le')
  return secrets.filter(isIn).map((secret) => ({ secret, where: path }))
}
