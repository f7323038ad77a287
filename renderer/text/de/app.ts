import type { app as source } from '../en/app.ts'

export const app = {
  'app.name': 'Causeway',
} satisfies Record<keyof typeof source, string>
