import type { Bridge } from '../../preload/contract/index.ts'
import { openWindow } from './open-window.ts'

declare global {
  interface Window {
    /** What the preload script exposes; there is no other way out of the page. */
    readonly causeway: Bridge
  }
}

openWindow(window.causeway)
