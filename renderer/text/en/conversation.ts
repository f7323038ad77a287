/** The timeline and the composer. */
export const conversation = {
  'conversation.title': 'Conversation',
} as const
