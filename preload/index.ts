// What runs in a window before its page: it exposes the one object of the contract and nothing of Electron.
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { createBridge } from './bridge.ts'
import { notificationChannel, requestChannel, type WindowNotification } from './contract/window-channel.ts'

const bridge = createBridge({
  ask: (request) => ipcRenderer.invoke(requestChannel, request),
  onNotification: (listener) => {
    ipcRenderer.on(notificationChannel, (_event, notification: WindowNotification) => listener(notification))
  },
  pathOf: (file) => file instanceof File ? pathOfFile(file) : null,
  // It goes with every message, and need only differ from the page before a reload.
}, crypto.randomUUID().slice(0, 8))

contextBridge.exposeInMainWorld('causeway', bridge)

/** Files made by the page itself have no path. Before Electron 29 the path stood on the file. */
function pathOfFile(file: File & { readonly path?: string }): string | null {
  const path = webUtils === undefined ? file.path : webUtils.getPathForFile(file)
  return path === undefined || path === '' ? null : path
}
