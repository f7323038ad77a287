import { readFileSync } from 'node:fs'
import { isRecord } from '../engine/base/json.ts'

/** The version of this program; the package's own file lies above it in a checkout and in the installed app. */
export function appVersion(): string {
  for (const place of ['../../package.json', '../package.json']) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'))
      if (isRecord(manifest) && typeof manifest['version'] === 'string') return manifest['version']
    } catch {
      // Not there: the other place.
    }
  }
  return 'unknown'
}
