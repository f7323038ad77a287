import type { Outcome } from '../../../preload/contract/index.ts'

/** What the operating system does for one window. */
export interface NativeWindow {
  /** Opens an address in its own program, after asking where that is due; anything but https, http and mailto is refused. */
  openExternal(url: string): Promise<Outcome<Record<string, never>>>
  /** Lets the user choose files; empty when they changed their mind. */
  choosePaths(): Promise<readonly string[]>
  /** Lets the user choose where to save; undefined when they changed their mind. */
  chooseDestination(suggestedName: string): Promise<string | undefined>
  copy(text: string): void
  /** Lets the page have the camera for a while, if the system lets us. */
  openCamera(): Promise<Outcome<Record<string, never>>>
  closeCamera(): void
  setDark(isDark: boolean): void
}
