import { createContext } from 'svelte'
import type { AppRow } from '../../preload/contract/index.ts'

const [appRow, provideAppRow] = createContext<() => AppRow | null>()

/** The state of the program itself; null until main told it. Asked reactively. */
export { appRow as useAppRow, provideAppRow }
