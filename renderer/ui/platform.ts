import { createContext } from 'svelte'
import type { Platform } from './keys.ts'

const [platform, providePlatform] = createContext<() => Platform>()

/** Which computer this is: for key caps and shortcuts. */
export { platform as usePlatform, providePlatform }
