import { createContext } from 'svelte'

/** What a screen reader is told when nothing that it stands on changed: new messages, "copied". Polite; the last one counts. */
export class Announcer {
  #text = $state('')

  get text(): string {
    return this.#text
  }

  say(text: string): void {
    // The same words twice are told twice only when the region changes.
    this.#text = this.#text === text ? `${text}\u00a0` : text
  }
}

const [announcer, provideAnnouncer] = createContext<Announcer>()

export { announcer as useAnnouncer, provideAnnouncer }
