import { clipboard, dialog, systemPreferences, type BrowserWindow } from 'electron'
import { failed, succeeded } from '../failures.ts'
import type { NativeWindow } from '../relay/native-window.ts'
import type { CameraGrants } from '../safety/camera-grants.ts'
import type { ExternalOpener } from '../safety/open-external.ts'
import { backgroundFor } from './main-window.ts'

/** One window's share of the operating system. */
export function nativeWindow(window: BrowserWindow, opener: ExternalOpener, camera: CameraGrants): NativeWindow {
  const { webContents } = window
  return {
    async openExternal(url) {
      switch (await opener.open(url)) {
        case 'opened': return succeeded({})
        case 'declined': return failed('cancelled', 'The link was not opened.')
        case 'failed': return failed('unsupported', 'No program on this computer opens this link. Copy it instead.')
        case 'refused': return failed('bad-input', 'Only web and mail addresses can be opened.')
      }
    },
    async choosePaths() {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ['openFile', 'multiSelections'] })
      return canceled ? [] : filePaths
    },
    async chooseDestination(suggestedName) {
      const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: suggestedName })
      return canceled || filePath === '' ? undefined : filePath
    },
    copy: (text) => clipboard.writeText(text),
    async openCamera() {
      // macOS asks the user once, and remembers; elsewhere the device itself says no.
      if (process.platform === 'darwin' && !await systemPreferences.askForMediaAccess('camera')) {
        return failed('forbidden', 'This computer does not let Causeway use the camera. Allow it in the system’s privacy settings.')
      }
      camera.open(webContents)
      return succeeded({})
    },
    closeCamera: () => camera.close(webContents),
    // Only what is behind the page. Telling the system's theme instead would come back to the page as the user's wish.
    setDark: (isDark) => window.setBackgroundColor(backgroundFor(isDark)),
  }
}
