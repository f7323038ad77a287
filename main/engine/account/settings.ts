import { settingsChange } from '../../../preload/contract/calls/settings-calls.ts'
import { defaultSettings, type Settings } from '../../../preload/contract/rows/settings.ts'
import { Emitter } from '../base/emitter.ts'
import { parseJson } from '../base/json.ts'
import type { Log } from '../base/log.ts'
import type { ProfileStore } from './profile-store.ts'

/** What the user chose, over the defaults. */
export class SettingsKeeper {
  readonly onChange: Emitter<Settings>
  readonly #store: ProfileStore
  #current: Settings

  constructor(store: ProfileStore, log: Log) {
    this.#store = store
    this.onChange = new Emitter(log)
    this.#current = readSettings(store.settings(), log)
  }

  get current(): Settings {
    return this.#current
  }

  /** Changes what is named and keeps the rest; saved when it returns. */
  change(change: Partial<Settings>): Settings {
    const named = Object.entries(change).filter(([, value]) => value !== undefined)
    this.#store.saveSettings(new Map(named.map(([name, value]) => [name, JSON.stringify(value)])))
    this.#current = { ...this.#current, ...Object.fromEntries(named) }
    this.onChange.emit(this.#current)
    return this.#current
  }
}

/** A value that an older or newer Causeway wrote and this one cannot mean falls back to the default: it is left where it is stored. */
function readSettings(values: ReadonlyMap<string, string>, log: Log): Settings {
  let settings = defaultSettings
  for (const [name, json] of values) {
    const change: unknown = { [name]: parseOrNull(json) }
    if (settingsChange(change)) settings = { ...settings, ...change }
    else log.warn('A stored setting makes no sense and is left out', { name })
  }
  return settings
}

/** No setting can be null, so that stands for what is no JSON. */
function parseOrNull(json: string): unknown {
  try {
    return parseJson(json)
  } catch {
    return null
  }
}
