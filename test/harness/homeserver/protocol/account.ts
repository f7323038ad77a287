import { myLocalpart, myUserId } from '../world/people.ts'
import { notFound, ok, refused, type Answer, type Asked, type AskedByDevice } from './answer.ts'
import type { Service } from './service.ts'

/** The account's password: a fixture's, for everybody to know. */
export const password = 'a password for measuring only'

export const versions = ({ hasSlidingSync }: Service): Answer => ok({
  versions: ['r0.6.1', 'v1.1', 'v1.2', 'v1.3', 'v1.4', 'v1.5', 'v1.6', 'v1.7', 'v1.8', 'v1.9', 'v1.10', 'v1.11', 'v1.12'],
  unstable_features: { 'org.matrix.simplified_msc3575': hasSlidingSync },
})

export const flows = (): Answer => ok({ flows: [{ type: 'm.login.password' }] })

export function login({ devices }: Service, { body }: Asked): Answer {
  const identifier = body['identifier']
  const user: unknown = typeof identifier === 'object' && identifier !== null ? Reflect.get(identifier, 'user') : body['user']
  const isMe = user === myLocalpart || user === myUserId
  if (!isMe || body['password'] !== password) return refused(403, 'M_FORBIDDEN', 'Invalid username or password')
  const wanted = body['device_id']
  const device = devices.signIn(typeof wanted === 'string' ? wanted : undefined)
  return ok({ user_id: myUserId, device_id: device.deviceId, access_token: device.token, home_server: 'bench.test' })
}

export const whoAmI = (_service: Service, { device }: AskedByDevice): Answer => ok({ user_id: myUserId, device_id: device.deviceId, is_guest: false })

export function logout({ devices }: Service, { device }: AskedByDevice): Answer {
  devices.signOut(device)
  return ok({})
}

export function profile({ world: { cast: { people } } }: Service, { params }: Asked): Answer {
  const userId = params['userId'] ?? ''
  if (userId === myUserId) return ok({ displayname: 'Ada', avatar_url: 'mxc://bench.test/ada' })
  const person = people.numberOf(userId)
  return person === undefined ? notFound('The profile') : ok({ ...people.face(person) })
}

export const capabilities = (): Answer =>
  ok({ capabilities: { 'm.room_versions': { default: '10', available: { '10': 'stable', '11': 'stable' } }, 'm.change_password': { enabled: true } } })

export function keepFilter({ filters }: Service, { body }: AskedByDevice): Answer {
  filters.set(String(filters.size), body)
  return ok({ filter_id: String(filters.size - 1) })
}

export function getFilter({ filters }: Service, { params }: AskedByDevice): Answer {
  const filter = filters.get(params['filterId'] ?? '')
  return filter === undefined ? notFound('The filter') : ok(filter)
}

export const getPushRules = ({ world }: Service): Answer => ok(world.accountData.get('m.push_rules') ?? {})

export function getAccountData({ world }: Service, { params }: AskedByDevice): Answer {
  const content = world.accountData.get(params['type'] ?? '')
  return content === undefined ? notFound('The account data') : ok(content)
}

export function setAccountData({ world }: Service, { params, body }: AskedByDevice): Answer {
  world.accountData.set(params['type'] ?? '', body)
  return ok({})
}

export function getRoomData({ world }: Service, { params }: AskedByDevice): Answer {
  const facts = world.room(params['roomId'] ?? '')
  const content = facts && world.accountData.getOfRoom(facts, params['type'] ?? '')
  return content === undefined ? notFound('The account data') : ok(content)
}

export function setRoomData({ world }: Service, { params, body }: AskedByDevice): Answer {
  const facts = world.room(params['roomId'] ?? '')
  if (facts === undefined) return notFound('The room')
  world.accountData.setOfRoom(facts, params['type'] ?? '', body)
  return ok({})
}

/** With a body the tag is put, without one it is taken away. */
export function changeTag({ world }: Service, { params, body }: AskedByDevice, isPut: boolean): Answer {
  const facts = world.room(params['roomId'] ?? '')
  if (facts === undefined) return notFound('The room')
  const tags = new Map(Object.entries(Object(world.accountData.getOfRoom(facts, 'm.tag')?.['tags'] ?? {})))
  if (isPut) tags.set(params['tag'] ?? '', body)
  else tags.delete(params['tag'] ?? '')
  world.accountData.setOfRoom(facts, 'm.tag', { tags: Object.fromEntries(tags) })
  return ok({})
}
