import type { ContentUri } from '../../../preload/contract/ids.ts'
import type { Reader } from '../store/reader.ts'
import { readOpenOperations } from '../store/tables/outbox.ts'
import { operationOf } from './operation.ts'

/** Where the bytes lie that the outbox still wants; whatever else waits in the media database was given up. */
export function readOutgoingUris(reader: Reader): ReadonlySet<ContentUri> {
  const operations = readOpenOperations(reader).map(operationOf)
  const files = operations.flatMap((operation) => operation.kind === 'file' ? [operation.file] : [])
  return new Set(files.flatMap(({ uri, thumbnail }) => thumbnail ? [uri, thumbnail.uri] : [uri]))
}
