import { tick } from 'svelte'

type Opened = { readonly isOpen: () => boolean; readonly open: () => void }

/**
 * A menu or a popover that is made when it is opened for the first time. Until then its button is a button with `props`; the one that takes
 * its place is `trigger`, and gets its focus.
 */
export class FirstOpening {
  readonly #opened: Opened
  #wasOpen = false
  #isPressed = $state(false)
  trigger = $state.raw<HTMLElement | null>(null)

  constructor(opened: Opened) {
    this.#opened = opened
  }

  /** Once made it stays, also when it was opened from elsewhere. */
  readonly isOver = $derived.by(() => (this.#wasOpen ||= this.#isPressed || this.#opened.isOpen()))

  /** For the button that is there before; `opens` is what it opens, in ARIA's words. */
  props(opens: 'menu' | 'dialog'): Record<string, unknown> {
    return {
      'aria-haspopup': opens,
      'aria-expanded': 'false',
      onclick: () => void this.#make(),
      onkeydown: (event: KeyboardEvent) => {
        if (opens !== 'menu' || event.key !== 'ArrowDown') return
        event.preventDefault()
        void this.#make()
      },
    }
  }

  async #make(): Promise<void> {
    this.#isPressed = true
    await tick()
    this.trigger?.focus({ preventScroll: true })
    this.#opened.open()
  }
}
