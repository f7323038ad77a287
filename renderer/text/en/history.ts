/** The history of rooms that is brought to this computer. */
export const history = {
  'history.download': 'Download the rest of this room’s history',
  'history.menu.download': 'Download history',
  'history.menu.stop': 'Stop downloading history',
  'history.menu.complete': 'The whole history is here',
  'history.asked': 'The history of {room} is being downloaded',
  'history.stop': 'Stop',
  'history.label': 'Download of a history',
  'history.line': 'Downloading {room}: {count, plural, one {# message} other {# messages}}',
  'history.loading': 'Downloading. {count, plural, one {# message is} other {# messages are}} here.',
  'history.waiting': 'The download goes on when it is its turn.',
  'history.failed': 'The download stopped: {reason}',
  'history.complete': 'The whole history is here: {count, plural, one {# message} other {# messages}}.',
} as const
