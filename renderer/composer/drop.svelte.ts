import type { Attachment } from 'svelte/attachments'

/** Files dragged over an element: says so while they are, and takes them when they are let go. */
export class DropPlace {
  readonly #take: (files: readonly File[]) => void
  #isOver = $state(false)
  /** Entering a child comes before leaving its parent. */
  #depth = 0

  constructor(take: (files: readonly File[]) => void) {
    this.#take = take
  }

  get isOver(): boolean {
    return this.#isOver
  }

  readonly area: Attachment<HTMLElement> = (element) => {
    const stop = new AbortController()
    const { signal } = stop
    element.addEventListener('dragenter', (event) => { if (hasFiles(event)) this.#move(1) }, { signal })
    element.addEventListener('dragleave', (event) => { if (hasFiles(event)) this.#move(-1) }, { signal })
    element.addEventListener('dragover', (event) => { if (hasFiles(event)) event.preventDefault() }, { signal })
    element.addEventListener('drop', (event) => {
      this.#depth = 0
      this.#isOver = false
      const files = [...event.dataTransfer?.files ?? []]
      if (files.length === 0) return
      event.preventDefault()
      this.#take(files)
    }, { signal })
    return () => stop.abort()
  }

  #move(by: 1 | -1): void {
    this.#depth = Math.max(0, this.#depth + by)
    this.#isOver = this.#depth > 0
  }
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}
