import * as account from './account.ts'
import { refused, type Answer, type Asked, type AskedByDevice } from './answer.ts'
import * as history from './history.ts'
import * as keys from './keys.ts'
import * as media from './media.ts'
import * as rooms from './rooms.ts'
import type { Service } from './service.ts'
import { slidingSync } from './sliding.ts'
import { syncV2 } from './v2.ts'

type Answering = Answer | Promise<Answer>

/** `path` with the variable parts in braces; it is also what the requests are counted under. */
export type Route = {
  readonly method: string
  readonly path: string
  readonly isOpen: boolean
  readonly answer: (service: Service, asked: AskedByDevice) => Answering
}

const v3 = '/_matrix/client/v3'
const v1 = '/_matrix/client/v1'

const open = (method: string, path: string, answer: (service: Service, asked: Asked) => Answering): Route => ({ method, path, isOpen: true, answer })
const route = (method: string, path: string, answer: Route['answer']): Route => ({ method, path, isOpen: false, answer })

type InRoom = Parameters<Parameters<typeof history.inRoom>[2]>[0]
const ofRoom = (method: string, path: string, answer: (service: Service, asked: InRoom) => Answering, version = v3): Route =>
  route(method, `${version}/rooms/{roomId}/${path}`, (service, asked) => history.inRoom(service, asked, (there) => answer(service, there)))

/** Every endpoint that there is. */
export const routes: readonly Route[] = [
  open('GET', '/_matrix/client/versions', account.versions),
  open('GET', `${v3}/login`, account.flows),
  open('POST', `${v3}/login`, account.login),
  open('GET', `${v3}/profile/{userId}`, account.profile),
  route('POST', '/_matrix/client/unstable/org.matrix.simplified_msc3575/sync', (service, asked) =>
    service.hasSlidingSync ? slidingSync(service, asked) : refused(404, 'M_UNRECOGNIZED', 'Unrecognized request')),
  route('GET', `${v3}/sync`, syncV2),
  route('GET', `${v3}/account/whoami`, account.whoAmI),
  route('POST', `${v3}/logout`, account.logout),
  route('GET', `${v3}/capabilities`, account.capabilities),
  route('POST', `${v3}/user/{userId}/filter`, account.keepFilter),
  route('GET', `${v3}/user/{userId}/filter/{filterId}`, account.getFilter),
  route('GET', `${v3}/pushrules/`, account.getPushRules),
  route('GET', `${v3}/user/{userId}/account_data/{type}`, account.getAccountData),
  route('PUT', `${v3}/user/{userId}/account_data/{type}`, account.setAccountData),
  route('GET', `${v3}/user/{userId}/rooms/{roomId}/account_data/{type}`, account.getRoomData),
  route('PUT', `${v3}/user/{userId}/rooms/{roomId}/account_data/{type}`, account.setRoomData),
  route('PUT', `${v3}/user/{userId}/rooms/{roomId}/tags/{tag}`, (service, asked) => account.changeTag(service, asked, true)),
  route('DELETE', `${v3}/user/{userId}/rooms/{roomId}/tags/{tag}`, (service, asked) => account.changeTag(service, asked, false)),
  ofRoom('GET', 'messages', history.messages),
  ofRoom('GET', 'context/{eventId}', history.context),
  ofRoom('GET', 'event/{eventId}', history.event),
  ofRoom('GET', 'relations/{eventId}', history.relations, v1),
  ofRoom('GET', 'relations/{eventId}/{relationType}', history.relations, v1),
  ofRoom('GET', 'members', rooms.members),
  ofRoom('GET', 'state', rooms.wholeState),
  ofRoom('GET', 'state/{type}', rooms.stateContent),
  ofRoom('GET', 'state/{type}/{stateKey}', rooms.stateContent),
  ofRoom('PUT', 'state/{type}', rooms.setState),
  ofRoom('PUT', 'state/{type}/{stateKey}', rooms.setState),
  ofRoom('PUT', 'send/{type}/{txnId}', rooms.send),
  ofRoom('PUT', 'redact/{eventId}/{txnId}', rooms.redact),
  ofRoom('POST', 'receipt/{kind}/{eventId}', rooms.receipt),
  ofRoom('POST', 'read_markers', rooms.readMarkers),
  ofRoom('PUT', 'typing/{userId}', rooms.typing),
  route('POST', `${v3}/keys/upload`, keys.uploadKeys),
  route('POST', `${v3}/keys/query`, keys.queryKeys),
  route('POST', `${v3}/keys/claim`, keys.claimKeys),
  route('POST', `${v3}/keys/signatures/upload`, keys.uploadSignatures),
  route('POST', `${v3}/keys/device_signing/upload`, keys.uploadIdentity),
  route('PUT', `${v3}/sendToDevice/{type}/{txnId}`, keys.sendToDevice),
  route('GET', `${v3}/room_keys/version`, keys.noBackup),
  route('GET', `${v3}/room_keys/keys`, keys.noBackup),
  route('POST', '/_matrix/media/v3/upload', media.upload),
  route('GET', `${v1}/media/config`, media.mediaConfig),
  route('GET', `${v1}/media/download/{server}/{mediaId}`, media.download),
  route('GET', `${v1}/media/download/{server}/{mediaId}/{fileName}`, media.download),
  route('GET', `${v1}/media/thumbnail/{server}/{mediaId}`, media.download),
]
