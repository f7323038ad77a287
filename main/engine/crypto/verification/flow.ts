import type { Qr, QrCodeScan, Sas, VerificationMethod, VerificationRequest } from '@matrix-org/matrix-sdk-crypto-wasm'
import { isDeviceId, isRoomId, type DeviceId, type RoomId, type UserId } from '../../../../preload/contract/ids.ts'
import type { VerificationRow, VerificationState } from '../../../../preload/contract/rows/encryption-row.ts'
import type { Clock } from '../../base/clock.ts'
import type { Disposable } from '../../base/disposable.ts'
import type { Log } from '../../base/log.ts'
import { SerialQueue } from '../../base/queue.ts'
import { CryptoError } from '../crypto-error.ts'
import { userIdOf } from '../machine/ids.ts'
import type { Machine } from '../machine/machine.ts'
import type { CryptoWasm } from '../machine/wasm.ts'
import { cancelWords, type Cancellation } from './cancel-words.ts'
import { deliver, withCode, type VerificationMessage } from './deliver.ts'
import { isNamedLikeKey } from './device-names.ts'
import { readFacts } from './read-facts.ts'
import { isOver, stateOf } from './verification-state.ts'

/** A verification as it is shown, without who the other one is called. */
export type Verification = Omit<VerificationRow, 'key' | 'person'> & { readonly userId: UserId }

export type FlowOptions = {
  readonly machine: Machine
  readonly request: VerificationRequest
  readonly userId: UserId
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
  /** What is shown of it may have changed. */
  readonly onChange: () => void
}

/** All that this program can do, whichever way round. */
export const ourMethods = ({ VerificationMethod: is }: CryptoWasm): VerificationMethod[] =>
  [is.SasV1, is.QrCodeScanV1, is.QrCodeShowV1, is.ReciprocateV1]

/**
 * One verification from its request to its end. It follows what the machine makes of the messages, says what the user says, and answers by
 * itself what needs no human: it agrees to compare emoji, and makes the code to be shown. It begins to count when it is made.
 */
export class Flow implements Disposable {
  readonly flowId: string
  readonly userId: UserId
  readonly roomId: RoomId | null
  readonly expiresAt: number
  readonly #dueAt: number
  readonly #options: FlowOptions
  readonly #request: VerificationRequest
  readonly #turn = new SerialQueue()
  /** Ends what is still being said, all but the last word. */
  readonly #end = new AbortController()
  readonly #disposed = new AbortController()
  /** What the machine's callbacks hold on to: it outlives the flow there. */
  readonly #self: { flow: Flow | null } = { flow: this }
  #method: Sas | Qr | undefined
  #code: Uint8Array | null = null
  #isCodeMade = false
  #deviceId: DeviceId | null = null
  #deviceName: string | null = null
  #isElsewhere = false
  #byHand = false
  #hasTimedOut = false
  #isSettling = false
  #isSettled = false
  #endedAt: number | null = null

  constructor(options: FlowOptions) {
    const { request, userId, clock } = options
    this.#options = options
    this.#request = request
    this.flowId = request.flowId
    this.userId = userId
    const roomId = request.roomId?.toString()
    this.roomId = isRoomId(roomId) ? roomId : null
    const left = request.timeRemainingMillis()
    this.expiresAt = clock.now() + left
    this.#dueAt = clock.uptime() + left
    request.registerChangesCallback(this.#listener((flow) => flow.#followRequest()))
    this.#followRequest()
  }

  get state(): VerificationState {
    const { machine: { wasm } } = this.#options
    const state = stateOf(readFacts(wasm, { request: this.#request, method: this.#method, isElsewhere: this.#isElsewhere }))
    // Not before the signatures are where others can see them.
    return state === 'done' && !this.#isSettled ? 'confirmed' : state
  }

  /** When it ended, by the clock's uptime; null while it goes on. */
  get endedAt(): number | null {
    return this.#endedAt
  }

  get weStarted(): boolean {
    return this.#request.weStarted()
  }

  get shown(): Verification {
    const { machine: { wasm: { VerificationMethod: is } } } = this.#options
    const { state } = this
    const theirs = this.#request.theirSupportedMethods ?? []
    return {
      flowId: this.flowId,
      userId: this.userId,
      deviceId: this.#deviceId,
      deviceName: this.#deviceName,
      isSelf: this.#request.isSelfVerification(),
      weStarted: this.weStarted,
      roomId: this.roomId,
      state,
      emoji: state === 'emoji' ? this.#emoji() : null,
      code: state === 'ready' ? this.#code : null,
      canEmoji: theirs.includes(is.SasV1),
      canScan: theirs.includes(is.QrCodeShowV1) && theirs.includes(is.ReciprocateV1),
      reason: state === 'cancelled' ? this.#reason() : null,
      expiresAt: isOver(state) ? null : this.expiresAt,
    }
  }

  /** Says yes to what the other side asked. */
  accept(): Promise<void> {
    return this.#act('asked', async () => {
      await this.#say(this.#request.acceptWithMethods(ourMethods(this.#options.machine.wasm)))
    })
  }

  startEmoji(): Promise<void> {
    return this.#act('ready', async () => {
      const [, start] = await this.#request.startSas() ?? []
      this.#followRequest()
      await this.#say(start)
    })
  }

  confirm(matches: boolean): Promise<void> {
    return this.#act('emoji', async () => {
      const { machine: { wasm } } = this.#options
      const sas = this.#method
      if (!(sas instanceof wasm.Sas)) return
      if (matches) for (const message of await sas.confirm()) await this.#say(message)
      else await this.#cancelAs('m.mismatched_sas')
    })
  }

  /** Rejects with `bad-input` when the bytes are not the code of this verification; it goes on then, unless its keys are wrong ones. */
  scan(bytes: Uint8Array): Promise<void> {
    return this.#act('ready', async () => {
      const code = readCode(this.#options.machine.wasm, bytes)
      const qr = await this.#request.scanQrCode(code).catch(async (error: unknown) => {
        if (/flow id/iu.test(String(error))) throw new CryptoError('bad-input', 'This code belongs to another verification.', error)
        await this.#cancelAs('m.key_mismatch')
        throw new CryptoError('forbidden', cancelWords({ code: 'm.key_mismatch', byUs: true }, { byHand: true }), error)
      })
      this.#followRequest()
      await this.#say(qr.reciprocate())
    })
  }

  confirmScanned(matches: boolean): Promise<void> {
    return this.#act('scanned', async () => {
      const { machine: { wasm } } = this.#options
      if (!(this.#method instanceof wasm.Qr)) return
      if (matches) await this.#say(this.#method.confirmScanning())
      else await this.#cancelAs('m.user')
    })
  }

  /** Ends it, or says no to what was asked. What is over stays as it ended. */
  async cancel(): Promise<void> {
    if (isOver(this.state)) return
    this.#byHand = true
    await this.#cancelAs('m.user')
  }

  /** Another device of ours goes on with it: nothing is said from here. */
  goElsewhere(): void {
    this.#isElsewhere = true
    this.yield()
  }

  /** Another one goes on in the place of this one, which nobody has answered: nothing is said of it. */
  yield(): void {
    this.#request.cancel()
    this.#look()
  }

  /** Time has passed. */
  tick(): void {
    const { clock, machine: { wasm }, log } = this.#options
    if (isOver(this.state)) return
    if (clock.uptime() < this.#dueAt && !(this.#method instanceof wasm.Sas && this.#method.timedOut())) return
    this.#hasTimedOut = true
    this.#cancelAs('m.timeout').catch((error: unknown) => log.info('The end of a verification could not be told', { error }))
  }

  dispose(): void {
    this.#self.flow = null
    this.#end.abort()
    this.#disposed.abort()
  }

  /** One thing at a time, and only where it makes sense. */
  #act(state: VerificationState, act: () => Promise<void>): Promise<void> {
    return this.#turn.run(async () => {
      if (isOver(this.state)) throw new CryptoError('cancelled', this.#reason() ?? 'This verification has ended.')
      if (this.state !== state) throw new CryptoError('bad-input', 'This verification is not at that point.')
      try {
        await act()
      } finally {
        this.#look()
      }
    })
  }

  async #cancelAs(code: string): Promise<void> {
    const { machine: { wasm } } = this.#options
    const method = this.#method
    // The machine knows a code that nobody scanned yet as a method; what it says of it goes for the request.
    const message = method === undefined ? this.#request.cancel() : method.cancelWithCode(code) ?? this.#request.cancel()
    this.#look()
    if (message !== undefined) await this.#say(withCode(wasm, message, code), true)
  }

  async #say(message: VerificationMessage | undefined, isLast = false): Promise<void> {
    const { machine, clock, random } = this.#options
    if (message === undefined) return
    await deliver(message, { machine, clock, random, signal: (isLast ? this.#disposed : this.#end).signal })
  }

  /** The request moved: a method may have grown out of it, or another in the place of the one before. */
  #followRequest(): void {
    const method = this.#request.getVerification()
    if (method !== undefined) {
      this.#method = method
      method.registerChangesCallback(this.#listener((flow) => flow.#look()))
    }
    this.#look()
  }

  #look(): void {
    const { clock, onChange, machine: { wasm } } = this.#options
    const { state } = this
    if (this.#request.otherDeviceId !== undefined && this.#deviceId === null) this.#meetDevice(this.#request.otherDeviceId.toString())
    if (this.#method instanceof wasm.Sas && !isOver(state)) this.#answer(this.#method)
    if (state === 'ready') this.#makeCode()
    if (state === 'confirmed') this.#settle()
    if (isOver(state) && this.#endedAt === null) {
      this.#endedAt = clock.uptime()
      this.#end.abort()
    }
    onChange()
  }

  /** Agrees to compare emoji when the other side began that. */
  #answer(sas: Sas): void {
    const agreed = sas.accept()
    if (agreed !== undefined) this.#inBackground('agree to compare emoji', () => this.#say(agreed))
    // Numbers alone are not for people; every program has the emoji.
    if (sas.canBePresented() && sas.emoji() === undefined) this.#inBackground('end it', () => this.#cancelAs('m.unknown_method'))
  }

  #makeCode(): void {
    const { machine: { wasm: { VerificationMethod: is } } } = this.#options
    if (this.#isCodeMade || !(this.#request.theirSupportedMethods ?? []).includes(is.QrCodeScanV1)) return
    this.#isCodeMade = true
    this.#inBackground('make a code', async () => {
      const qr = await this.#request.generateQrCode()
      this.#code = qr === undefined ? null : new Uint8Array(qr.toBytes())
      this.#followRequest()
    })
  }

  /** Sends the signatures that came of it, before it is told that all is done. */
  #settle(): void {
    const { machine } = this.#options
    const facts = readFacts(machine.wasm, { request: this.#request, method: this.#method, isElsewhere: false })
    if (this.#isSettling || stateOf(facts) !== 'done') return
    this.#isSettling = true
    this.#inBackground('send its signatures', async () => {
      try {
        await machine.outgoing.flush()
        const user = this.#request.isSelfVerification() ? undefined : userIdOf(machine.wasm, this.userId)
        // With the signature that was just sent; without it the machine goes on taking them for unverified.
        if (user !== undefined) await machine.outgoing.send(machine.olm.queryKeysForUsers([user]))
      } finally {
        this.#isSettled = true
        this.#look()
      }
    })
  }

  #meetDevice(text: string): void {
    if (!isDeviceId(text)) return
    this.#deviceId = text
    const { machine } = this.#options
    this.#inBackground('look at the other device', async () => {
      if (await isNamedLikeKey(machine, this.userId, text)) return this.#cancelAs('m.key_mismatch')
      const user = userIdOf(machine.wasm, this.userId)
      const device = user && await machine.olm.getDevice(user, new machine.wasm.DeviceId(text))
      this.#deviceName = device?.displayName ?? null
      this.#look()
    })
  }

  #emoji(): Verification['emoji'] {
    const { machine: { wasm } } = this.#options
    if (!(this.#method instanceof wasm.Sas)) return null
    return this.#method.emoji()?.map(({ symbol, description }) => ({ symbol, name: description })) ?? null
  }

  #reason(): string | null {
    const cancellation = this.#cancellation()
    return cancellation === null ? null : cancelWords(cancellation, { byHand: this.#byHand })
  }

  #cancellation(): Cancellation | null {
    if (this.#isElsewhere || this.#request.isPassive()) return { code: 'm.accepted', byUs: false }
    if (this.#hasTimedOut) return { code: 'm.timeout', byUs: true }
    const info = this.#method?.cancelInfo() ?? this.#request.cancelInfo
    if (info !== undefined) return { code: info.cancelCode(), byUs: info.cancelledbyUs() }
    return this.state === 'cancelled' ? { code: 'm.unexpected_message', byUs: false } : null
  }

  #listener(follow: (flow: Flow) => void): () => Promise<void> {
    const self = this.#self
    const { log } = this.#options
    return async () => {
      try {
        if (self.flow !== null) follow(self.flow)
      } catch (error) {
        log.error('News of a verification could not be followed', { error })
      }
    }
  }

  #inBackground(what: string, job: () => Promise<void>): void {
    const { log } = this.#options
    job().catch((error: unknown) => {
      if (!this.#end.signal.aborted) log.warn(`A verification could not ${what}`, { error })
    })
  }
}

function readCode({ QrCodeScan: scanned }: CryptoWasm, bytes: Uint8Array): QrCodeScan {
  try {
    return scanned.fromBytes(new Uint8ClampedArray(bytes))
  } catch (error) {
    throw new CryptoError('bad-input', 'This is no code of a verification.', error)
  }
}
