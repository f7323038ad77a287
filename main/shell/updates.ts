import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '../engine/base/log.ts'

const everyMs = 6 * 60 * 60 * 1000

export type UpdateParts = { readonly isPackaged: boolean; readonly resourcesPath: string; readonly log: Log }

/**
 * Looks for newer versions now and every six hours, and installs one when the program ends. Only in packaged programs that were built with
 * an address to look at; whatever goes wrong is a line in the log. Returns what ends it.
 */
export function followUpdates({ isPackaged, resourcesPath, log }: UpdateParts): () => void {
  if (!isPackaged || !existsSync(join(resourcesPath, 'app-update.yml'))) return () => undefined
  const look = () => {
    checkOnce(log).catch((error: unknown) => log.warn('There was no looking for updates', { error }))
  }
  look()
  const timer = setInterval(look, everyMs)
  return () => clearInterval(timer)
}

async function checkOnce(log: Log): Promise<void> {
  // Loaded when it is wanted: it is large, and nothing needs it in development.
  const { autoUpdater } = await import('electron-updater')
  autoUpdater.logger = null
  autoUpdater.autoInstallOnAppQuit = true
  const found = await autoUpdater.checkForUpdates()
  if (found?.isUpdateAvailable === true) log.info('A newer version is on its way', { version: found.updateInfo.version })
}
