import { createContext } from 'svelte'
import { defaultSettings, type Settings } from '../../preload/contract/index.ts'
import type { Client, LiveList } from '../bridge/index.ts'

type Pending = {
  readonly change: Partial<Settings>
  /** The stored settings when the change was answered; null until then. As soon as there are others, those count. */
  readonly answeredAt: Settings | null
}

/** The user's settings as they hold now: what is stored, with what was just changed laid over it until the store says it too. */
export class Preferences {
  readonly #client: Client
  readonly #stored: LiveList<'settings'>
  readonly #beforeFirst: Settings
  #pending = $state.raw<Pending | null>(null)

  /** `beforeFirst`: what holds until the store answered, so that the first picture looks as the last one did. */
  constructor(client: Client, beforeFirst: Partial<Settings>) {
    this.#client = client
    this.#stored = client.live('settings', {})
    this.#beforeFirst = { ...defaultSettings, ...beforeFirst }
  }

  /** False while the store has not said anything. */
  get isLoaded(): boolean {
    return this.#stored.isLoaded
  }

  /** Whether it is known how it stands with the settings: they are there, or cannot be had. */
  get isSettled(): boolean {
    return this.#stored.isLoaded || this.#stored.failure !== null
  }

  get current(): Settings {
    const stored = this.#stored.rows[0] ?? this.#beforeFirst
    const pending = this.#pending
    if (pending === null || (pending.answeredAt !== null && pending.answeredAt !== stored)) return stored
    return { ...stored, ...pending.change }
  }

  /** Shows a change without keeping it: while a slider is being moved. */
  preview(change: Partial<Settings>): void {
    this.#pending = { change: { ...this.#pending?.change, ...change }, answeredAt: null }
  }

  /** Applies at once, here and in every window. */
  async set(change: Partial<Settings>): Promise<void> {
    this.preview(change)
    const done = await this.#client.attempt('settings.set', change)
    const stored = this.#stored.rows[0] ?? this.#beforeFirst
    if (done === null) this.#pending = null
    else if (this.#pending !== null) this.#pending = { ...this.#pending, answeredAt: stored }
  }
}

const [preferences, providePreferences] = createContext<Preferences>()

export { preferences as usePreferences, providePreferences }
