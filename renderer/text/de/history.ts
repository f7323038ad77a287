import type { history as source } from '../en/history.ts'

export const history = {
  'history.download': 'Restlichen Verlauf dieses Raums laden',
  'history.menu.download': 'Verlauf laden',
  'history.menu.stop': 'Laden des Verlaufs anhalten',
  'history.menu.complete': 'Der ganze Verlauf ist hier',
  'history.asked': 'Der Verlauf von {room} wird geladen',
  'history.stop': 'Anhalten',
  'history.label': 'Laden eines Verlaufs',
  'history.line': '{room} wird geladen: {count, plural, one {# Nachricht} other {# Nachrichten}}',
  'history.loading': 'Wird geladen. {count, plural, one {# Nachricht ist} other {# Nachrichten sind}} hier.',
  'history.waiting': 'Das Laden geht weiter, wenn es an der Reihe ist.',
  'history.failed': 'Das Laden hat aufgehört: {reason}',
  'history.complete': 'Der ganze Verlauf ist hier: {count, plural, one {# Nachricht} other {# Nachrichten}}.',
} satisfies Record<keyof typeof source, string>
