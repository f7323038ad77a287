/** Words that every screen uses. */
export const common = {
  'common.back': 'Back',
  'common.cancel': 'Cancel',
  'common.close': 'Close',
  'common.copy': 'Copy',
  'common.dismiss': 'Dismiss',
  'common.loading': 'Loading…',
  'common.more': 'More',
  'common.retry': 'Try again',
} as const
