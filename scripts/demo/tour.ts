import type { Home } from './home.ts'

export type TourParts = { readonly folder: string; readonly home: Home; readonly viewer: string }

export async function tour(_parts: TourParts): Promise<void> {}
