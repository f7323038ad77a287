import type { Session } from 'electron'
import type { CameraGrants } from './camera-grants.ts'

const network = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file:///*']

/**
 * What the windows' session may do: nothing that has to be asked for, but the camera while a code is scanned. No microphone, notification,
 * clipboard, device, download, and no network: everything from outside comes through the engine.
 */
export function guardSession(session: Session, camera: Pick<CameraGrants, 'allows'>): void {
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    const mediaTypes = 'mediaTypes' in details ? details.mediaTypes ?? [] : []
    const { isMainFrame, requestingUrl: url } = details
    answer(permission === 'media' && camera.allows({ contents, isMainFrame, url, mediaTypes }))
  })
  session.setPermissionCheckHandler((contents, permission, _origin, { isMainFrame, requestingUrl: url, mediaType }) =>
    permission === 'media' && camera.allows({ contents, isMainFrame, url, mediaTypes: mediaType === undefined ? [] : [mediaType] }))
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest({ urls: network }, (_details, answer) => answer({ cancel: true }))
  session.on('will-download', (event) => event.preventDefault())
}
