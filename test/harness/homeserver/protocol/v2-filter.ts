import type { Json } from '../world/preamble.ts'
import type { Service } from './service.ts'

/** What a filter asks for, as far as it is understood here (client-server API, "Filtering"). */
export type SyncFilter = { readonly timelineLimit: number; readonly isLazy: boolean }

/** The id of a filter that was kept, or the filter itself. */
export function readFilter({ filters }: Service, written: string | null): SyncFilter {
  const filter: unknown = written === null ? {} : written.startsWith('{') ? JSON.parse(written) : filters.get(written)
  const room = within(filter, 'room')
  const limit = within(room, 'timeline')['limit']
  return {
    timelineLimit: typeof limit === 'number' ? Math.min(100, limit) : 10,
    isLazy: within(room, 'state')['lazy_load_members'] === true,
  }
}

export const isLazyFilter = (written: string | null): boolean => written !== null && /"lazy_load_members":\s*true/.test(written)

function within(holder: unknown, key: string): Json {
  const value: unknown = typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
