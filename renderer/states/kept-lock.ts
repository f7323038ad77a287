import type { AppRow } from '../../preload/contract/index.ts'

/**
 * The lock that the window asks to open. It is kept while an attempt is under way, so that the screen stays as it is, with what was typed and
 * with what is said of it, until the attempt is over.
 */
export function keptLock(): (app: AppRow | null) => AppRow['lock'] {
  let kept: AppRow['lock'] = null
  return (app) => {
    if (app?.engine !== 'starting') kept = app?.lock ?? null
    return kept
  }
}
