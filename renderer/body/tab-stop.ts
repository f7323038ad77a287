import { createContext } from 'svelte'

/**
 * The `tabindex` of what can be pressed inside of a row: a list is one stop of the Tab key, and only the row that has the focus opens its
 * inside to it (WAI-ARIA, "Managing focus in composites").
 */
const [tabStop, provideTabStop] = createContext<() => 0 | -1>()

export { tabStop as useTabStop, provideTabStop }
