import { isJson } from '../encryption/json.ts'
import { notFound, ok, refused, type Answer } from '../protocol/answer.ts'
import type { Json } from '../world/preamble.ts'
import type { FaultRule } from './faults.ts'
import type { SyntheticHomeserver } from './homeserver.ts'

/** Requests below it are not a client's: they are neither counted nor spoiled. */
export const controlPath = '/_control/'

export type TrafficOrder = { readonly eventsPerSecond: number; readonly roomIds?: readonly string[] }

/** What the fixture says of itself: sizes in bytes. */
export type Facts = { readonly rooms: number; readonly events: number; readonly live: number; readonly memory: number }

/** What a program that runs in a process of its own can be told: the same as a test in its process can do. */
export function control(homeserver: SyntheticHomeserver, method: string, path: string, body: Json): Answer {
  const { faults, counters, traffic, service: { world, connections } } = homeserver
  switch (`${method} ${path.slice(controlPath.length)}`) {
    case 'POST faults':
      return obey(isFaultRule(body) && body, (rule) => faults.add(rule))
    case 'DELETE faults':
      faults.heal()
      return ok({})
    case 'POST forget-positions':
      connections.forget()
      return ok({})
    case 'POST traffic':
      return obey(isTrafficOrder(body) && body, (order) => traffic.start(order))
    case 'DELETE traffic':
      traffic.stop()
      return ok({ made: traffic.made })
    case 'GET counters':
      return ok(counters.all)
    case 'DELETE counters':
      counters.clear()
      return ok({})
    case 'GET facts': {
      const facts: Facts = { rooms: world.rooms.length, events: world.eventCount, live: traffic.made, memory: process.memoryUsage().rss }
      return ok(facts)
    }
    default:
      return notFound('The order')
  }
}

function obey<Order>(order: Order | false, act: (order: Order) => void): Answer {
  if (order === false) return refused(400, 'M_BAD_JSON', 'This is no order')
  act(order)
  return ok({})
}

const isFaultRule = (body: Json | FaultRule): body is FaultRule => isJson(body.fault) && typeof body.fault['kind'] === 'string'

const isTrafficOrder = (body: Json | TrafficOrder): body is TrafficOrder => typeof body.eventsPerSecond === 'number'
