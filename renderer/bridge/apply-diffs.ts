export { applyDiffs } from '../../preload/contract/apply-diffs.ts'
