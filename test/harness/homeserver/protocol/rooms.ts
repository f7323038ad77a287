import { myUserId } from '../world/people.ts'
import type { Json } from '../world/preamble.ts'
import type { RoomFacts } from '../world/room-facts.ts'
import { arrayPieces, notFound, ok, type Answer, type AskedByDevice } from './answer.ts'
import { readerOf } from './history.ts'
import type { Service } from './service.ts'
import { contentOf, memberIndices, stateOf } from './telling.ts'

type InRoom = AskedByDevice & { readonly facts: RoomFacts }

export function members({ world }: Service, { query, device, facts }: InRoom): Answer {
  const [only, not] = [query.get('membership'), query.get('not_membership')]
  const reader = readerOf(device)
  function* chosen() {
    for (const index of memberIndices(facts, world.lengthOf(facts))) {
      const member = world.aggregations.told(facts, index, reader)
      const membership = member.content['membership']
      if ((only === null || membership === only) && membership !== not) yield { ...member, room_id: facts.roomId }
    }
  }
  function* pieces() {
    yield '{"chunk":'
    yield* arrayPieces(chosen())
    yield '}'
  }
  return ok(pieces())
}

export function wholeState({ world }: Service, { device, facts }: InRoom): Answer {
  const end = world.lengthOf(facts)
  const reader = readerOf(device)
  function* all() {
    yield* stateOf(world, facts, end, world.states.otherKeys(facts, end), reader)
    for (const index of memberIndices(facts, end)) yield world.aggregations.told(facts, index, reader)
  }
  return ok(arrayPieces(all()))
}

export function stateContent({ world }: Service, { params, facts }: InRoom): Answer {
  const content = contentOf(world, facts, params['type'] ?? '', params['stateKey'] ?? '', world.lengthOf(facts))
  return content === undefined ? notFound('The state') : ok(content)
}

export const setState = (service: Service, asked: InRoom): Answer =>
  ok({ event_id: write(service, asked, { type: asked.params['type'] ?? '', stateKey: asked.params['stateKey'] ?? '', content: asked.body }) })

/** The same transaction id makes one event, however often it is asked for. */
export function send(service: Service, asked: InRoom): Answer {
  return once(asked, () => ({ event_id: write(service, asked, { type: asked.params['type'] ?? '', stateKey: undefined, content: asked.body }) }))
}

export function redact(service: Service, asked: InRoom): Answer {
  const redacts = service.world.indexOf(asked.facts, asked.params['eventId'] ?? '')
  if (redacts === undefined) return notFound('The event')
  return once(asked, () => ({ event_id: write(service, asked, { type: 'm.room.redaction', stateKey: undefined, content: asked.body, redacts }) }))
}

export function receipt({ world }: Service, { params, facts }: InRoom): Answer {
  const index = world.indexOf(facts, params['eventId'] ?? '')
  if (index !== undefined) world.readMarks.move(facts, myUserId, index, params['kind'])
  return ok({})
}

export function readMarkers({ world }: Service, { body, facts }: InRoom): Answer {
  const fullyRead = body['m.fully_read']
  if (typeof fullyRead === 'string') world.accountData.setOfRoom(facts, 'm.fully_read', { event_id: fullyRead })
  for (const kind of ['m.read', 'm.read.private']) {
    const eventId = body[kind]
    const index = typeof eventId === 'string' ? world.indexOf(facts, eventId) : undefined
    if (index !== undefined) world.readMarks.move(facts, myUserId, index, kind)
  }
  return ok({})
}

export function typing(service: Service, { params, body, facts }: InRoom): Answer {
  service.typing.set(facts.number, params['userId'] ?? myUserId, body['typing'] === true)
  return ok({})
}

type Sent = { readonly type: string; readonly stateKey: string | undefined; readonly content: Json; readonly redacts?: number }

function write({ world }: Service, { device: { deviceId }, params, facts }: InRoom, sent: Sent): string {
  const txnId = params['txnId']
  const index = world.append(facts, { ...sent, sender: myUserId, by: txnId === undefined ? undefined : { deviceId, txnId } })
  return world.events.idOf(facts, index)
}

function once({ device, params }: InRoom, make: () => Json): Answer {
  const key = params['txnId'] ?? ''
  const answer = device.transactions.get(key) ?? make()
  device.transactions.set(key, answer)
  return ok(answer)
}
