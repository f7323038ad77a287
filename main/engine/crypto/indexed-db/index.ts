export { withIndexedDB } from './install-globals.ts'
export { openIndexedDB, type IndexedDB } from './open-indexed-db.ts'
