import type { SettingsCalls } from '../../../../preload/contract/calls/settings-calls.ts'
import type { HandlersOf } from '../answer-call.ts'
import type { HandlerContext } from './handler-context.ts'

export const settingsHandlers = ({ profile: { settings } }: HandlerContext): HandlersOf<SettingsCalls> => ({
  'settings.get': () => settings.current,
  'settings.set': (change) => settings.change(change),
})
