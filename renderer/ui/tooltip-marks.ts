export type TooltipSide = 'top' | 'right' | 'bottom' | 'left'

export type Tip = { readonly anchor: HTMLElement; readonly text: string; readonly side: TooltipSide; readonly shortcut: string | undefined }

const sides: readonly string[] = ['top', 'right', 'bottom', 'left'] satisfies readonly TooltipSide[]
const isSide = (value: unknown): value is TooltipSide => typeof value === 'string' && sides.includes(value)

/** What an element carries so that the window's tooltip says `text` of it. */
export const tipMarks = (text: string, side: TooltipSide, shortcut: string | undefined): Readonly<Record<string, string | undefined>> =>
  ({ 'data-tip': text, 'data-tip-side': side, 'data-tip-keys': shortcut })

/** The tooltip of an element, or of what it lies in; null where there is none. `tipMarks` are what is read here. */
export function tipOf(target: EventTarget | null): Tip | null {
  const anchor = target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null
  if (anchor === null) return null
  const { tip = '', tipSide, tipKeys } = anchor.dataset
  return tip === '' ? null : { anchor, text: tip, side: isSide(tipSide) ? tipSide : 'top', shortcut: tipKeys }
}
