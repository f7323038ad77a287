import type { Session } from 'electron'

const network = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file:///*']

/**
 * What the windows' session may do: nothing that has to be asked for. No camera, notification, clipboard, device, download, and no network:
 * everything from outside comes through the engine.
 */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest({ urls: network }, (_details, answer) => answer({ cancel: true }))
  session.on('will-download', (event) => event.preventDefault())
}
