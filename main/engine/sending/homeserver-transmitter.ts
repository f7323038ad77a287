/**
 * Carries operations to the homeserver. It builds the content only now, because only now everything that an operation points to has its
 * event id; what goes into an encrypted room is encrypted right before the request leaves.
 */
import { isRoomAlias, isRoomId, type EventId, type LocalId, type RoomId, type UserId } from '../../../preload/contract/ids.ts'
import type { Me } from '../base/me.ts'
import { ownRecord, ownString, type JsonRecord } from '../base/json.ts'
import { getAccountData, setAccountData } from '../matrix/account-data.ts'
import { HomeserverError } from '../matrix/errors.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import { inviteUser, joinRoom, leaveRoom } from '../matrix/membership.ts'
import { getEvent, redactEvent, sendEvent } from '../matrix/messages.ts'
import { setReadMarkers } from '../matrix/receipts.ts'
import { createRoom } from '../matrix/rooms.ts'
import type { Media } from '../media/media.ts'
import { noteInvited, readDirectInviter } from '../store/tables/members.ts'
import type { Reader } from '../store/reader.ts'
import type { Store } from '../store/store.ts'
import { readSent } from '../store/tables/outbox.ts'
import { editContent, reactionContent } from './message-content.ts'
import { FileUpload } from './file-upload.ts'
import { contentOf, wordsOf } from './operation-content.ts'
import { operationOf, type Operation, type OutgoingFile } from './operation.ts'
import type { RoomHistory } from './room-history.ts'
import type { Sealing } from './sealing.ts'
import { findCreatedRoom, readTargetEvent, resolveTarget } from './targets.ts'
import { Refusal, type Transmission, type Transmitted, type Transmitter } from './transmitter.ts'

export type HomeserverTransmitterOptions = {
  readonly store: Store
  readonly homeserver: Homeserver
  readonly media: Media
  readonly sealing: Sealing
  readonly history: RoomHistory
  readonly me: Me
}

type Of<Kind extends Operation['kind']> = Extract<Operation, { kind: Kind }>

/** In m.room.create: lets a repeated request find the room that a lost answer already made (the server takes no transaction id for it). */
export const creationKey = 'app.causeway.transaction_id'

export class HomeserverTransmitter implements Transmitter {
  readonly #store: Store
  readonly #homeserver: Homeserver
  readonly #files: FileUpload
  readonly #sealing: Sealing
  readonly #history: RoomHistory
  readonly #me: Me

  constructor({ store, homeserver, media, sealing, history, me }: HomeserverTransmitterOptions) {
    this.#store = store
    this.#homeserver = homeserver
    this.#files = new FileUpload({ store, homeserver, media })
    this.#sealing = sealing
    this.#history = history
    this.#me = me
  }

  async transmit(transmission: Transmission): Promise<Transmitted> {
    const { operation } = transmission
    switch (operation.kind) {
      case 'message':
        return await this.#message(operation, transmission)
      case 'file':
        return await this.#file(operation, transmission)
      case 'edit':
        return await this.#edit(operation, transmission)
      case 'redact':
        return await this.#redact(operation, transmission)
      case 'react':
        return await this.#react(operation, transmission)
      case 'read':
        return await this.#read(operation, transmission)
      case 'create':
        return await this.#create(operation, transmission)
      case 'join':
        return await this.#join(operation, transmission)
      case 'leave':
        await leaveRoom(this.#homeserver, { roomId: operation.roomId, signal: transmission.signal })
        return { roomId: operation.roomId }
      case 'invite':
        await this.#invite(operation, transmission)
        return { roomId: operation.roomId }
    }
  }

  async #message(operation: Of<'message'>, { localId, signal }: Transmission): Promise<Transmitted> {
    const content = this.#store.read((reader) => contentOf(reader, operation, this.#me.userId))
    return await this.#send(operation.roomId, 'm.room.message', content, localId, signal)
  }

  async #file(operation: Of<'file'>, transmission: Transmission): Promise<Transmitted> {
    const { localId, signal } = transmission
    const file = await this.#upload(operation, transmission)
    const content = this.#store.read((reader) => contentOf(reader, { ...operation, file }, this.#me.userId))
    return await this.#send(operation.roomId, 'm.room.message', content, localId, signal)
  }

  /** Encrypted where the room is, by what is known when the event goes and not when the upload began. */
  async #upload(operation: Of<'file'>, transmission: Transmission): Promise<OutgoingFile> {
    const { roomId } = operation
    const isEncrypted = await this.#sealing.isEncrypted(roomId, transmission.signal)
    const file = await this.#files.upload(operation, transmission, isEncrypted)
    if (isEncrypted || !(await this.#sealing.isEncrypted(roomId, transmission.signal))) return file
    return await this.#files.upload({ ...operation, file }, transmission, true)
  }

  async #edit(operation: Of<'edit'>, { localId, signal }: Transmission): Promise<Transmitted> {
    const target = this.#resolve(operation.target)
    const original = await this.#originalOf(operation.roomId, target, signal)
    const { text, mentions } = this.#store.read((reader) => wordsOf(reader, operation))
    return await this.#send(operation.roomId, 'm.room.message', editContent(original, target, text, mentions), localId, signal)
  }

  /** As it is stored. What was sent a moment ago and did not come back yet is as the outbox had it; the server may have ciphertext only. */
  async #originalOf(roomId: RoomId, eventId: EventId, signal: AbortSignal): Promise<JsonRecord> {
    const known = this.#store.read((reader) => {
      const stored = readTargetEvent(reader, roomId, eventId)
      return stored?.type === 'm.room.message' ? stored.content : this.#sentContent(reader, eventId)
    })
    if (known) return known
    const event = await getEvent(this.#homeserver, { roomId, eventId, signal })
    if (ownString(event, 'type') !== 'm.room.message') throw new Refusal('bad-input', 'This message cannot be read here, so it cannot be edited either.')
    return ownRecord(event, 'content') ?? {}
  }

  #sentContent(reader: Reader, eventId: EventId): JsonRecord | undefined {
    const record = readSent(reader, eventId)
    const operation = record && operationOf(record)
    return operation?.kind === 'message' || operation?.kind === 'file' ? contentOf(reader, operation, this.#me.userId) : undefined
  }

  async #redact(operation: Of<'redact'>, { localId, signal }: Transmission): Promise<Transmitted> {
    const eventId = this.#resolve(operation.target)
    return { eventId: await redactEvent(this.#homeserver, { roomId: operation.roomId, eventId, reason: operation.reason, txnId: localId, signal }) }
  }

  async #react(operation: Of<'react'>, { localId, signal }: Transmission): Promise<Transmitted> {
    const target = this.#resolve(operation.target)
    try {
      return await this.#send(operation.roomId, 'm.reaction', reactionContent(target, operation.key), localId, signal)
    } catch (error) {
      // Said already, from here or from another device: what the user wanted is so.
      if (error instanceof HomeserverError && error.errcode === 'M_DUPLICATE_ANNOTATION') return {}
      throw error
    }
  }

  async #read(operation: Of<'read'>, { signal }: Transmission): Promise<Transmitted> {
    const { roomId, eventId, isPrivate } = operation
    await setReadMarkers(this.#homeserver, {
      roomId, fullyRead: eventId, ...(isPrivate ? { readPrivately: eventId } : { read: eventId }), signal,
    })
    return {}
  }

  async #create(operation: Of<'create'>, { localId, signal }: Transmission): Promise<Transmitted> {
    const made = this.#store.read((reader) => findCreatedRoom(reader, creationKey, localId))
    const encryption = { type: 'm.room.encryption', stateKey: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } }
    const roomId = made ?? await createRoom(this.#homeserver, {
      name: operation.name,
      preset: operation.isPublic ? 'public_chat' : operation.isDirect ? 'trusted_private_chat' : 'private_chat',
      visibility: operation.isPublic ? 'public' : 'private',
      isDirect: operation.isDirect,
      invite: operation.invite,
      initialState: operation.isEncrypted ? [encryption] : [],
      creationContent: { [creationKey]: localId },
      signal,
    })
    const [other] = operation.invite
    if (operation.isDirect && other !== undefined) await this.#noteDirect(roomId, other, signal)
    return { roomId }
  }

  /** m.direct is one document for all direct chats: read, added to and written back (client-server API, "Direct messaging"). */
  async #noteDirect(roomId: RoomId, other: UserId, signal: AbortSignal): Promise<void> {
    const place = { userId: this.#me.userId, type: 'm.direct', signal }
    const before = await getAccountData(this.#homeserver, place) ?? {}
    const known = Object.hasOwn(before, other) ? before[other] : undefined
    const rooms = Array.isArray(known) ? known : []
    if (rooms.includes(roomId)) return
    await setAccountData(this.#homeserver, { ...place, content: { ...before, [other]: [...rooms, roomId] } })
  }

  /** Whoever is invited gets the keys of what was said before, where it is theirs to see, and those of what is said from now on. */
  async #invite({ roomId, userId }: Of<'invite'>, { signal }: Transmission): Promise<void> {
    await this.#history.share(roomId, userId, signal)
    await inviteUser(this.#homeserver, { roomId, userId, signal })
    this.#store.write((writer) => noteInvited(writer, { roomId, userId, by: this.#me.userId }))
  }

  async #join({ room, via }: Of<'join'>, { signal }: Transmission): Promise<Transmitted> {
    if (!isRoomId(room) && !isRoomAlias(room)) throw new Refusal('bad-input', 'This is neither the id of a room nor an address like #name:server.')
    const join = () => joinRoom(this.#homeserver, { room, via, signal })
    if (!isRoomId(room)) return { roomId: await join() }
    const inviter = this.#store.read((reader) => readDirectInviter(reader, room, this.#me.userId))
    const roomId = await this.#history.whileJoining(room, join)
    if (inviter !== null) await this.#noteDirect(roomId, inviter, signal)
    return { roomId }
  }

  async #send(roomId: RoomId, type: string, content: JsonRecord, localId: LocalId, signal: AbortSignal): Promise<Transmitted> {
    const sealed = await this.#sealing.seal(roomId, { type, content }, signal)
    return { eventId: await sendEvent(this.#homeserver, { roomId, ...sealed, txnId: localId, signal }) }
  }

  #resolve(target: EventId | LocalId): EventId {
    const eventId = this.#store.read((reader) => resolveTarget(reader, target))
    if (eventId === undefined) throw new Refusal('not-found', 'What this belongs to was not sent, so it cannot be sent either.')
    return eventId
  }
}
