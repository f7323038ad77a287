import type { EngineViews } from '../../../preload/contract/views.ts'
import type { SettingsKeeper } from '../account/settings.ts'
import type { OpenSource } from './live-view.ts'

type View = EngineViews['settings']

/** What the user chose, in one row. */
export const settingsView = (settings: SettingsKeeper): OpenSource<View['row'], View['head'], View['move']> => (touched) => ({
  read: () => ({ rows: [{ key: 'settings', ...settings.current }], head: {} }),
  move: () => undefined,
  dispose: settings.onChange.on(touched),
})
