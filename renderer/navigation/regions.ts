/** The parts of the window that F6 goes through are the elements with `data-region`, in the order of the document. */
const targets = [
  '[data-region-focus]', '[contenteditable="true"]', '[tabindex="0"]', 'button:not(:disabled), input:not(:disabled), [href]',
] as const

/** Which of `count` regions comes next from `current` (-1: none), around the end. */
export function nextRegion(current: number, count: number, step: 1 | -1): number {
  if (current === -1) return step === 1 ? 0 : count - 1
  return (current + step + count) % count
}

/** Moves the focus to the next region that can take it: to the best of `targets` that it has. */
export function cycleRegions(page: Document, step: 1 | -1): void {
  const regions = [...page.querySelectorAll<HTMLElement>('[data-region]')].filter((region) => targetIn(region) !== null)
  if (regions.length === 0) return
  const current = regions.findIndex((region) => region.contains(page.activeElement))
  const next = regions[nextRegion(current, regions.length, step)]
  if (next !== undefined) targetIn(next)?.focus()
}

function targetIn(region: HTMLElement): HTMLElement | null {
  if (region.checkVisibility() === false) return null
  for (const target of targets) {
    const found = region.querySelector<HTMLElement>(target)
    if (found !== null) return found
  }
  return null
}
