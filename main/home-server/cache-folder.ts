import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Where this computer keeps what can be had again at any time: Synapse's environment and, for development, an Electron runtime.
 * Everything in it may be deleted; the next start makes it anew.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment['XDG_CACHE_HOME']
  if (given !== undefined && given !== '') return join(given, 'causeway')
  if (process.platform === 'win32') return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'causeway', 'cache')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'causeway')
  return join(homedir(), '.cache', 'causeway')
}
