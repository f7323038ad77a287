/**
 * Where the user is and how they get elsewhere: account, space, room, panel, overlay (`Place`), and the shortcuts. Features that only lead
 * somewhere (a link to a room in a message) use `Navigation`. Draws nothing, and knows no feature.
 */
export { useNavigation, provideNavigation, type Navigation } from './navigation.ts'
export { Place, providePlace, usePlace, type Overlay, type Panel, type SecurityPage, type Target } from './place.svelte.ts'
export { cycleRegions } from './regions.ts'
export { allShortcuts, keysOf, shortcutOf, type Shortcut, type ShortcutGroup, type ShortcutName } from './shortcuts.ts'
