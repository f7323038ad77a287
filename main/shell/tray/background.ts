/**
 * Whether closing the window leaves the program running. On macOS programs do; on Windows they do where a tray brings them back, and the
 * tray is always drawn. On Linux many desktops draw no tray, and a program that cannot be found again is worse than one that ended.
 */
export const staysInBackground = (platform: NodeJS.Platform, hasTray: boolean): boolean =>
  platform === 'darwin' || (platform === 'win32' && hasTray)
