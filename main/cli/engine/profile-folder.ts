import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the app keeps its things, the folder that Electron calls `userData`. */
export function appFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  const home = env['HOME'] ?? homedir()
  switch (platform) {
    case 'darwin': return join(home, 'Library', 'Application Support', 'Causeway')
    case 'win32': return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Causeway')
    // An empty variable counts as none (XDG Base Directory Specification).
    default: return join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'Causeway')
  }
}

/** The app's own profile. */
export const defaultProfileFolder = (): string => join(appFolder(), 'profile')
