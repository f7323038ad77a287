import type { common as source } from '../en/common.ts'

export const common = {
  'common.back': 'Zurück',
  'common.cancel': 'Abbrechen',
  'common.close': 'Schließen',
  'common.copy': 'Kopieren',
  'common.dismiss': 'Ausblenden',
  'common.loading': 'Wird geladen …',
  'common.more': 'Mehr',
  'common.retry': 'Erneut versuchen',
} satisfies Record<keyof typeof source, string>
