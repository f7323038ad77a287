import { extname } from 'node:path'
import { unknownType } from '../media/media-type.ts'

// Texts have no mark in their first bytes by which they could be known.
const types: ReadonlyMap<string, string> = new Map([
  ['.txt', 'text/plain'], ['.log', 'text/plain'], ['.md', 'text/markdown'], ['.csv', 'text/csv'], ['.json', 'application/json'],
  ['.html', 'text/html'], ['.css', 'text/css'], ['.js', 'text/javascript'], ['.ts', 'text/x-typescript'], ['.py', 'text/x-python'],
  ['.xml', 'application/xml'], ['.svg', 'image/svg+xml'], ['.ics', 'text/calendar'], ['.vcf', 'text/vcard'], ['.yaml', 'application/yaml'],
  ['.yml', 'application/yaml'], ['.toml', 'application/toml'], ['.sh', 'application/x-sh'],
])

/** The media type that a file's name stands for; `application/octet-stream` when it says nothing. */
export function typeByName(name: string): string {
  return types.get(extname(name).toLowerCase()) ?? unknownType
}
