import type { FaultProxy } from './fault-proxy.ts'

type Messages = { events: unknown[] }
type SyncAnswer = { to_device?: Messages; extensions?: { to_device?: Partial<Messages> } }

/** Keeps messages to the device back, as a slow server does; `release` has the next responses bring them, in their order. */
export function holdToDevice(proxy: FaultProxy): { readonly release: () => void; readonly count: () => number } {
  const held: unknown[] = []
  let isHolding = true
  proxy.inject(/(?:POST|GET) .*\/sync/u, {
    kind: 'replace',
    body: (original) => {
      const answer = JSON.parse(original) as SyncAnswer
      const messages = answer.to_device ?? answer.extensions?.to_device
      if (messages?.events !== undefined && isHolding) held.push(...messages.events.splice(0))
      if (isHolding || held.length === 0) return JSON.stringify(answer)
      const all = { events: [...held.splice(0), ...messages?.events ?? []] }
      if (answer.extensions === undefined) answer.to_device = all
      else answer.extensions.to_device = { ...answer.extensions.to_device, ...all }
      return JSON.stringify(answer)
    },
  })
  return { release: () => { isHolding = false }, count: () => held.length }
}
