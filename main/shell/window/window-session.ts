import { session, type Session } from 'electron'
import type { Log } from '../../engine/base/log.ts'
import { appScheme, mediaScheme } from '../safety/address.ts'
import type { CameraGrants } from '../safety/camera-grants.ts'
import { guardSession } from '../safety/guard-session.ts'
import { serveAppFiles } from '../scheme/app-files.ts'
import { serveMedia, type AskEngine } from '../scheme/media.ts'
import { serveScheme } from '../scheme/register.ts'

export type SessionParts = {
  /** The folder with the page. */
  readonly pages: string
  readonly ask: AskEngine
  readonly camera: CameraGrants
  /** Whether spelling may be checked where that means fetching a dictionary. */
  readonly mayFetchDictionaries: boolean
  readonly log: Log
}

/**
 * The session of all windows. It is kept in memory: what a window has shown is nowhere on the disk but in the encrypted profile.
 */
export function windowSession({ pages, ask, camera, mayFetchDictionaries, log }: SessionParts): Session {
  const own = session.fromPartition('causeway')
  guardSession(own, camera)
  serveScheme(own.protocol, appScheme, serveAppFiles(pages), log)
  serveScheme(own.protocol, mediaScheme, serveMedia(ask), log)
  // Only macOS brings dictionaries along; elsewhere Chromium fetches them from its maker when a language is set.
  if (!mayFetchDictionaries && process.platform !== 'darwin') own.setSpellCheckerLanguages([])
  return own
}
