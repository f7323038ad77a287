/** What the native parts say, in English; also the list of everything that has to be said. */
export const en = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  pasteAndMatchStyle: 'Paste without Format',
  selectAll: 'Select All',
  reload: 'Reload',
  developerTools: 'Developer Tools',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  actualSize: 'Actual Size',
  fullScreen: 'Full Screen',
  minimize: 'Minimise',
  close: 'Close',
  quit: 'Quit Causeway',
  show: 'Show Causeway',
  addToDictionary: 'Add to Dictionary',
  openLinkTitle: 'Open this link?',
  openLink: (place: string) => `The link leads to ${place}.`,
  writeMail: (address: string) => `This writes a mail to ${address}.`,
  open: 'Open',
  cancel: 'Cancel',
  unread: (rooms: number, mentions: number) => {
    if (rooms === 0) return 'Causeway'
    return mentions === 0 ? `Causeway: ${rooms} unread` : `Causeway: ${rooms} unread, ${mentions} for you`
  },
}

export type Words = typeof en
