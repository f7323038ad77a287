import type { LucideIcon } from '@lucide/svelte'

/** One line of a menu. Lines are told apart by their label. */
export type MenuItem = {
  readonly label: string
  readonly icon?: LucideIcon
  readonly shortcut?: string
  readonly isDanger?: boolean
  readonly isDisabled?: boolean
  /** A line is drawn above it. */
  readonly startsGroup?: boolean
  readonly onSelect: () => void
}
