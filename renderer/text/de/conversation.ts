import type { conversation as source } from '../en/conversation.ts'

export const conversation = {
  'conversation.title': 'Unterhaltung',
} satisfies Record<keyof typeof source, string>
