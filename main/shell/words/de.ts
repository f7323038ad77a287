import type { Words } from './en.ts'

/** What the native parts say, in German. */
export const de: Words = {
  file: 'Datei',
  edit: 'Bearbeiten',
  view: 'Ansicht',
  window: 'Fenster',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  cut: 'Ausschneiden',
  copy: 'Kopieren',
  paste: 'Einfügen',
  pasteAndMatchStyle: 'Ohne Format einfügen',
  selectAll: 'Alles auswählen',
  reload: 'Neu laden',
  developerTools: 'Entwicklerwerkzeuge',
  zoomIn: 'Vergrößern',
  zoomOut: 'Verkleinern',
  actualSize: 'Originalgröße',
  fullScreen: 'Vollbild',
  minimize: 'Minimieren',
  close: 'Schließen',
  quit: 'Causeway beenden',
  show: 'Causeway anzeigen',
  addToDictionary: 'Zum Wörterbuch hinzufügen',
  openLinkTitle: 'Diesen Link öffnen?',
  openLink: (place) => `Der Link führt zu ${place}.`,
  writeMail: (address) => `Damit schreibst du eine Mail an ${address}.`,
  open: 'Öffnen',
  cancel: 'Abbrechen',
  unread: (rooms, mentions) => {
    if (rooms === 0) return 'Causeway'
    return mentions === 0 ? `Causeway: ${rooms} ungelesen` : `Causeway: ${rooms} ungelesen, ${mentions} für dich`
  },
}
