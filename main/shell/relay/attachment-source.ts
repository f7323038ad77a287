import { engineCallGuards, type Outcome } from '../../../preload/contract/index.ts'
import { failed, succeeded } from '../failures.ts'
import type { PickedFiles } from './picked-files.ts'

/**
 * A page's input as the engine may see it: where it names a file that the user chose, the token is replaced by the path. A page never names
 * a path itself: whoever could make it do so could have any file of this computer sent.
 */
export function withoutTokens(input: object, files: PickedFiles): Outcome<object> {
  // Recognised by their shapes and not by the call's name, so that no later call with a file is forgotten.
  if (engineCallGuards['keys.export'](input) || engineCallGuards['message.download'](input)) {
    return failed('forbidden', 'A window cannot name files. Choose where to save again.')
  }
  if (!engineCallGuards['message.sendFile'](input) && !engineCallGuards['keys.import'](input)) return succeeded(input)
  const { source } = input
  if (source.from === 'path') return failed('forbidden', 'A window cannot name files. Choose the file again.')
  if (source.from === 'bytes') return succeeded(input)
  const path = files.pathOf(source.fileId)
  if (path === undefined) return failed('not-found', 'This file is no longer at hand. Choose it again.')
  return succeeded({ ...input, source: { from: 'path', path } })
}
