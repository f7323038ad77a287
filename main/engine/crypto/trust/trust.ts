/**
 * crypto/trust: whether people are who they were. The machine pins the identity that it first sees of somebody and says when it is another
 * one; here that is kept in the store, where rooms read it, and settled when the user says so. Own devices are no matter of this.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isUserId, type UserId } from '../../../../preload/contract/ids.ts'
import type { PersonTrustRow } from '../../../../preload/contract/rows/encryption-row.ts'
import type { Disposable } from '../../base/disposable.ts'
import { Emitter } from '../../base/emitter.ts'
import type { Log } from '../../base/log.ts'
import type { Me } from '../../base/me.ts'
import { SerialQueue } from '../../base/queue.ts'
import type { Store } from '../../store/store.ts'
import { putIdentityChange, readChangedIdentities } from '../../store/tables/changed-identities.ts'
import { CryptoError } from '../crypto-error.ts'
import { userIdOf } from '../machine/ids.ts'
import type { Machine } from '../machine/machine.ts'
import { changeOf, readTrust } from './read-trust.ts'

export type TrustOptions = {
  readonly me: Me
  readonly store: Store
  readonly open: () => Promise<Machine>
  readonly log: Log
}

export class Trust implements Disposable {
  /** Somebody's identity or devices may be other ones than before. */
  readonly onChange: Emitter<UserId>
  /** What kept us from sending to somebody is settled. */
  readonly onSettled: Emitter<UserId>
  readonly #options: TrustOptions
  readonly #queue = new SerialQueue()
  // Asked about once: the answer itself is news, after which everybody reads again.
  readonly #asked = new Set<UserId>()
  #isDisposed = false

  constructor(options: TrustOptions) {
    this.#options = options
    this.onChange = new Emitter(options.log)
    this.onSettled = new Emitter(options.log)
  }

  /** The machine's news from now on, and what it learned while nobody listened. */
  attach(machine: Machine): void {
    const { me } = this.#options
    // With another identity of our own, nobody is verified by us any more.
    machine.onIdentity.on((userId) => this.#enqueue(() => (userId === me.userId ? this.#noteAll(machine) : this.#note(machine, userId))))
    machine.onDevices.on((userIds) => { for (const userId of userIds) this.onChange.emit(userId) })
    this.#enqueue(() => this.#noteAll(machine))
  }

  /** How somebody stands, as the machine has it. The server is asked about somebody of whom nothing is known. */
  async read(userId: UserId): Promise<PersonTrustRow> {
    const machine = await this.#options.open()
    const known = await readTrust(machine, userId)
    if (known.trust !== 'unknown' || this.#asked.has(userId)) return known
    this.#asked.add(userId)
    await this.#learn(machine, userId)
    return await readTrust(machine, userId)
  }

  /** Takes somebody's identity for theirs, as it is now, without having compared it. Rejects with `CryptoError` `not-found`. */
  async accept(userId: UserId): Promise<void> {
    const machine = await this.#options.open()
    const { olm, wasm } = machine
    const id = userIdOf(wasm, userId)
    const identity = id && await olm.getIdentity(id)
    if (!(identity instanceof wasm.OtherUserIdentity)) throw new CryptoError('not-found', `Nothing is known of an identity of ${userId}.`)
    if (identity.hasVerificationViolation()) await identity.withdrawVerification()
    await identity.pinCurrentMasterKey()
    await this.#queue.run(() => this.#note(machine, userId))
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true
    await this.#queue.close()
  }

  #enqueue(job: () => Promise<void>): void {
    if (this.#isDisposed) return
    this.#queue.run(job).catch((error: unknown) => {
      if (!this.#isDisposed) this.#options.log.error('What became of identities could not be noted', { error })
    })
  }

  async #note(machine: Machine, userId: UserId): Promise<void> {
    const { me, store } = this.#options
    if (this.#isDisposed || userId === me.userId) return
    const change = await changeOf(machine, userId)
    const wasWithdrawn = store.read(readChangedIdentities).some((one) => one.userId === userId && one.trust === 'withdrawn')
    store.write((writer) => putIdentityChange(writer, userId, change))
    this.onChange.emit(userId)
    if (wasWithdrawn && change !== 'withdrawn') this.onSettled.emit(userId)
  }

  /** For what nobody could note: identities that changed right before the program ended, and what our own one means for others. */
  async #noteAll(machine: Machine): Promise<void> {
    const { store } = this.#options
    const known = new Map(store.read(readChangedIdentities).map(({ userId, trust }) => [userId, trust]))
    const tracked = [...await machine.olm.trackedUsers()].map(String).filter(isUserId)
    for (const userId of new Set([...known.keys(), ...tracked])) {
      if (this.#isDisposed) return
      if ((known.get(userId) ?? null) !== await changeOf(machine, userId)) await this.#note(machine, userId)
      else this.onChange.emit(userId)
      await nextTurn()
    }
  }

  async #learn({ olm, wasm, outgoing }: Machine, userId: UserId): Promise<void> {
    const of = () => userIdOf(wasm, userId)
    const [tracked, asked] = [of(), of()]
    if (tracked === undefined || asked === undefined) return
    try {
      await olm.updateTrackedUsers([tracked])
      await outgoing.send(olm.queryKeysForUsers([asked]))
    } catch (error) {
      this.#asked.delete(userId)
      this.#options.log.info('The keys of somebody could not be had', { error })
    }
  }
}
