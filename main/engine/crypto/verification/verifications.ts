/**
 * crypto/verification: verifying devices and people, by comparing emoji or scanning a code. Own devices talk about it in messages to devices,
 * two people in their direct chat (client-server API, "Key verification framework"). The machine decides what is true; here is who talks to
 * whom, for how long, and what of it is shown. Nothing of it is stored: a verification does not survive the program, and has to be begun again.
 *
 * Who asks, and by which id, is untrusted: a request counts only when it is meant for us, from a device that its owner's keys name, and the
 * number of those that are kept is limited.
 */
import type { OutgoingRequest, VerificationRequest } from '@matrix-org/matrix-sdk-crypto-wasm'
import { isUserId, type DeviceId, type RoomId, type UserId } from '../../../../preload/contract/ids.ts'
import type { Clock } from '../../base/clock.ts'
import type { Disposable } from '../../base/disposable.ts'
import { Emitter } from '../../base/emitter.ts'
import { isRecord, ownRecord, ownString, type JsonRecord } from '../../base/json.ts'
import type { Log } from '../../base/log.ts'
import type { Me } from '../../base/me.ts'
import { SerialQueue } from '../../base/queue.ts'
import type { Store } from '../../store/store.ts'
import { isReferredTo } from '../../store/tables/relations.ts'
import { CryptoError } from '../crypto-error.ts'
import { userIdOf } from '../machine/ids.ts'
import type { Machine } from '../machine/machine.ts'
import type { SendRoomEvent } from '../machine/send-request.ts'
import { askDevices, askPerson, refuseUnlessVerifiable, untilKeysCame } from './ask.ts'
import { Flow, type Verification } from './flow.ts'
import { longestFlowId, readRoomTalk, type RoomTalk } from './room-talk.ts'
import { isOver } from './verification-state.ts'

/** The room in which to talk with somebody alone; made where there is none. Rejects with what keeps it from being made. */
export type OpenDirectRoom = (userId: UserId, signal: AbortSignal) => Promise<RoomId>

export type VerificationsOptions = {
  readonly me: Me
  readonly store: Store
  readonly open: () => Promise<Machine>
  readonly sendRoomEvent: SendRoomEvent
  readonly openDirectRoom: OpenDirectRoom
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
}

/** More than anybody has under way; whoever sends more wants to fill a screen. */
const mostFlows = 20
const keepEndedMs = 60_000
const tickMs = 1_000
/** A stranger's device is not looked up for each message that names one. */
const lookUpPauseMs = 10_000

export class Verifications implements Disposable {
  readonly onChange: Emitter<undefined>
  readonly #options: VerificationsOptions
  readonly #flows = new Map<string, Flow>()
  readonly #lookedUp = new Map<UserId, number>()
  // In the order in which it came, and none of it between the steps of another.
  readonly #queue = new SerialQueue()
  readonly #end = new AbortController()
  #isTicking = false

  constructor(options: VerificationsOptions) {
    this.#options = options
    this.onChange = new Emitter(options.log)
  }

  /** Those under way and those that ended in the last minute, oldest first. */
  list(): readonly Verification[] {
    return [...this.#flows.values()].map((flow) => flow.shown)
  }

  /** Throws `CryptoError` `not-found`. */
  flow(flowId: string): Flow {
    const flow = this.#flows.get(flowId)
    if (flow === undefined) throw new CryptoError('not-found', 'There is no such verification any more. Begin again.')
    return flow
  }

  /** The machine's own news from now on. */
  attach(machine: Machine): void {
    machine.onVerification.on((messages) => this.#enqueue(() => this.#hearDevices(machine, messages)))
  }

  /**
   * For the sync: a clear event of a room's live timeline, as JSON text. History is not for here: what was said in it is over. Returns at
   * once; whatever is no part of a verification costs nothing.
   */
  takeRoomEvent(roomId: RoomId, clear: string): void {
    const talk = readRoomTalk(roomId, clear)
    if (talk !== null) this.#enqueue(() => this.#hearRoom(talk))
  }

  /**
   * Asks one of our own devices, all of them, or somebody else. Answers with the flow that is under way already where there is one. Rejects with
   * `CryptoError` when they cannot be verified, and with `HomeserverError`.
   */
  async request(userId: UserId, deviceId: DeviceId | undefined): Promise<string> {
    const { me } = this.#options
    if (userId !== me.userId) await this.#untilKeysCame()
    return this.#queue.run(async () => {
      const machine = await this.#options.open()
      const running = [...this.#flows.values()].find((flow) => flow.userId === userId && !isOver(flow.state))
      if (running !== undefined && isAbout(running.shown, deviceId)) return running.flowId
      await running?.cancel()
      // The machine takes a second request for a clash with the first until it has cleared away what is over.
      await machine.takeToDevice({ toDevice: [], keys: null, kind: 'sliding', isFresh: false })
      const { sendRoomEvent, openDirectRoom } = this.#options
      const request = userId === me.userId
        ? await askDevices(machine, me, deviceId)
        : await askPerson(machine, { me, userId, sendRoomEvent, openDirectRoom, signal: this.#end.signal })
      return this.#add(machine, request, userId).flowId
    })
  }

  /** Accepts a request. Rejects with `CryptoError` where it could not come to a good end. */
  async accept(flowId: string): Promise<void> {
    const { me, open } = this.#options
    const flow = this.flow(flowId)
    if (flow.userId !== me.userId) {
      await this.#untilKeysCame()
      await refuseUnlessVerifiable(await open(), me, flow.userId)
    }
    await flow.accept()
  }

  async #untilKeysCame(): Promise<void> {
    const { me, open, clock } = this.#options
    await untilKeysCame(await open(), me, clock, this.#end.signal)
  }

  async dispose(): Promise<void> {
    this.#end.abort()
    for (const flow of this.#flows.values()) flow.dispose()
    this.#flows.clear()
    await this.#queue.close()
  }

  #enqueue(job: () => Promise<void>): void {
    if (this.#end.signal.aborted) return
    this.#queue.run(job).catch((error: unknown) => {
      if (!this.#end.signal.aborted) this.#options.log.warn('A message of a verification could not be taken in', { error })
    })
  }

  /** Between our own devices. What other people's devices send here is not answered: two people verify each other in a room. */
  async #hearDevices(machine: Machine, messages: readonly JsonRecord[]): Promise<void> {
    const { me } = this.#options
    const ours = messages.filter((message) => ownString(message, 'sender') === me.userId)
    for (const message of ours) {
      const device = deviceAskedFrom(message)
      // The machine has dropped it if it did not know the device, which is new, mostly; its keys may have come in the meantime.
      if (device !== undefined && (await this.#lookUp(machine, me.userId, device) || isDropped(machine, me.userId, message))) {
        await machine.takeToDevice({ toDevice: [message], keys: null, kind: 'sliding', isFresh: false })
      }
    }
    const id = userIdOf(machine.wasm, me.userId)
    for (const request of id === undefined ? [] : machine.olm.getVerificationRequests(id)) this.#adopt(machine, request)
  }

  async #hearRoom(talk: RoomTalk): Promise<void> {
    const { me, store, open } = this.#options
    const { roomId, sender, flowId, isRequest, fromDevice } = talk
    const flow = this.#flows.get(flowId)
    if (sender === me.userId) {
      const isMine = fromDevice === undefined || fromDevice === me.deviceId
      if (flow?.roomId === roomId && flow.state === 'asked' && !isMine) flow.goElsewhere()
      return
    }
    if (isRequest ? talk.to !== me.userId : flow?.roomId !== roomId) return
    // Heard of late (a new device, a key that came later), it was answered or taken back: even where that cannot be read, it shows.
    if (isRequest && flow === undefined && store.read((reader) => isReferredTo(reader, roomId, flowId))) return
    const machine = await open()
    if (isRequest && this.#goesBefore(talk)) return
    const { olm, wasm } = machine
    if (fromDevice !== undefined) await this.#lookUp(machine, sender, fromDevice)
    await olm.receiveVerificationEvent(talk.json, new wasm.RoomId(roomId))
    const id = userIdOf(wasm, sender)
    const request = isRequest && id ? olm.getVerificationRequest(id, flowId) : undefined
    if (request !== undefined) this.#adopt(machine, request)
    machine.outgoing.wake()
  }

  /**
   * Whether we asked in the same moment, and ours is the one that counts: the machine would end both. The other side decides the same way, if
   * it runs this program; if not, it ends both.
   */
  #goesBefore({ sender, flowId }: RoomTalk): boolean {
    const ours = [...this.#flows.values()].find((flow) => flow.userId === sender && flow.weStarted && flow.state === 'waiting')
    if (ours === undefined || ours.shown.deviceId !== null) return false
    if (ours.flowId < flowId) return true
    ours.yield()
    return false
  }

  /** Asks the server for somebody's devices when this one is not known. Answers whether it was asked. */
  async #lookUp(machine: Machine, userId: UserId, deviceId: string): Promise<boolean> {
    const { clock, log } = this.#options
    const { olm, wasm, outgoing } = machine
    const user = userIdOf(wasm, userId)
    if (user === undefined || await olm.getDevice(user, new wasm.DeviceId(deviceId)) !== undefined) return false
    if (clock.uptime() - (this.#lookedUp.get(userId) ?? -Infinity) < lookUpPauseMs) return false
    if (this.#lookedUp.size > 100) this.#lookedUp.clear()
    this.#lookedUp.set(userId, clock.uptime())
    try {
      const query: OutgoingRequest = olm.queryKeysForUsers([user.clone()])
      await outgoing.send(query)
      return true
    } catch (error) {
      log.info('The devices of somebody who verifies could not be had', { error })
      return false
    }
  }

  /** Somebody asks. */
  #adopt(machine: Machine, request: VerificationRequest): void {
    const { flowId } = request
    const userId = request.otherUserId.toString()
    if (this.#flows.has(flowId) || request.weStarted() || request.isCancelled() || request.isDone() || !isUserId(userId)) return
    if (flowId === '' || flowId.length > longestFlowId || !this.#makeRoom()) {
      // Not a word about it: an answer is what a flood is for.
      request.cancel()
      return
    }
    this.#add(machine, request, userId)
  }

  #makeRoom(): boolean {
    if (this.#flows.size < mostFlows) return true
    const ended = [...this.#flows.values()].find((flow) => isOver(flow.state))
    if (ended !== undefined) this.#remove(ended)
    return ended !== undefined
  }

  #add(machine: Machine, request: VerificationRequest, userId: UserId): Flow {
    const { clock, random, log } = this.#options
    const flow = new Flow({ machine, request, userId, clock, random, log, onChange: () => this.onChange.emit(undefined) })
    this.#flows.set(flow.flowId, flow)
    this.onChange.emit(undefined)
    void this.#keepTime()
    return flow
  }

  #remove(flow: Flow): void {
    flow.dispose()
    this.#flows.delete(flow.flowId)
    this.onChange.emit(undefined)
  }

  /** So that they end, and go, without anybody saying a word. */
  async #keepTime(): Promise<void> {
    const { clock } = this.#options
    if (this.#isTicking) return
    this.#isTicking = true
    while (this.#flows.size > 0 && !this.#end.signal.aborted) {
      await clock.sleep(tickMs, this.#end.signal).catch(() => undefined)
      for (const flow of [...this.#flows.values()]) {
        flow.tick()
        if (flow.endedAt !== null && clock.uptime() - flow.endedAt >= keepEndedMs) this.#remove(flow)
      }
    }
    this.#isTicking = false
  }
}

/** Whether what is under way is what was asked for. Unanswered, it may be answered by any device. */
const isAbout = ({ weStarted, deviceId, state }: Verification, wanted: DeviceId | undefined): boolean =>
  wanted === undefined || deviceId === wanted || (deviceId === null && !(weStarted && state === 'waiting'))

/** The device that speaks, where the machine has to know it to listen. */
function deviceAskedFrom(message: JsonRecord): string | undefined {
  const type = ownString(message, 'type')
  if (type !== 'm.key.verification.request' && type !== 'm.key.verification.ready') return undefined
  const content = ownRecord(message, 'content')
  return isRecord(content) ? ownString(content, 'from_device') : undefined
}

/** A request between devices of which the machine knows nothing. */
function isDropped({ olm, wasm }: Machine, userId: UserId, message: JsonRecord): boolean {
  const flowId = ownString(ownRecord(message, 'content') ?? {}, 'transaction_id')
  const user = userIdOf(wasm, userId)
  return ownString(message, 'type') === 'm.key.verification.request' && flowId !== undefined && user !== undefined
    && olm.getVerificationRequest(user, flowId) === undefined
}
