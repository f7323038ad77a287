import { createContext } from 'svelte'

export type Notice = {
  readonly id: number
  readonly tone: 'plain' | 'failure'
  readonly text: string
  /** One thing to do about it. */
  readonly action?: { readonly label: string; readonly run: () => void }
}

const shownFor = 6000
const most = 3

/** Short messages at the window's edge: what went wrong, or what can still be undone. They go by themselves; the newest few are kept. */
export class Notices {
  #shown = $state.raw<readonly Notice[]>([])
  #next = 0

  get shown(): readonly Notice[] {
    return this.#shown
  }

  tell(text: string, action?: Notice['action']): void {
    this.#add({ id: this.#next, tone: 'plain', text, ...(action === undefined ? {} : { action }) })
  }

  fail(text: string): void {
    this.#add({ id: this.#next, tone: 'failure', text })
  }

  dismiss(id: number): void {
    this.#shown = this.#shown.filter((notice) => notice.id !== id)
  }

  #add(notice: Notice): void {
    this.#next += 1
    const others = this.#shown.filter((one) => one.text !== notice.text)
    this.#shown = [...others, notice].slice(-most)
    setTimeout(() => this.dismiss(notice.id), shownFor)
  }
}

const [notices, provideNotices] = createContext<Notices>()

export { notices as useNotices, provideNotices }
