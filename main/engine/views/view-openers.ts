import type { EngineViews } from '../../../preload/contract/views.ts'
import type { OpenSource } from './live-view.ts'

/** How every view of a table is opened; a missing or misspelt one does not compile. Inputs have passed their guard. */
export type ViewOpeners = {
  readonly [Name in keyof EngineViews]: (
    input: EngineViews[Name]['in'],
  ) => OpenSource<EngineViews[Name]['row'], EngineViews[Name]['head'], EngineViews[Name]['move']>
}
