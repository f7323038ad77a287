import type { Qr, Sas, VerificationRequest } from '@matrix-org/matrix-sdk-crypto-wasm'
import type { CryptoWasm } from '../machine/wasm.ts'
import type { VerificationFacts } from './verification-state.ts'

/** A request with the method that has grown out of it. The machine forgets the method when it ends; who asks here keeps it. */
export type VerificationParts = {
  readonly request: VerificationRequest
  readonly method: Sas | Qr | undefined
  readonly isElsewhere: boolean
}

/** Reads off the machine's objects what `stateOf` decides by. */
export function readFacts(wasm: CryptoWasm, { request, method, isElsewhere }: VerificationParts): VerificationFacts {
  return {
    phase: phaseOf(wasm, request),
    weStarted: request.weStarted(),
    isElsewhere: isElsewhere || request.isPassive(),
    sas: method instanceof wasm.Sas ? readSas(method) : null,
    qr: method instanceof wasm.Qr ? qrStateOf(wasm, method) : null,
  }
}

function readSas(sas: Sas): NonNullable<VerificationFacts['sas']> {
  return {
    isShown: sas.canBePresented(),
    isConfirmed: sas.haveWeConfirmed(),
    end: sas.isCancelled() ? 'cancelled' : sas.isDone() ? 'done' : null,
  }
}

function phaseOf({ VerificationRequestPhase: is }: CryptoWasm, request: VerificationRequest): VerificationFacts['phase'] {
  switch (request.phase()) {
    case is.Created: return 'created'
    case is.Requested: return 'requested'
    case is.Ready: return 'ready'
    case is.Transitioned: return 'transitioned'
    case is.Done: return 'done'
    case is.Cancelled: return 'cancelled'
  }
}

function qrStateOf({ QrState: is }: CryptoWasm, qr: Qr): NonNullable<VerificationFacts['qr']> {
  switch (qr.state()) {
    case is.Created: return 'created'
    case is.Scanned: return 'scanned'
    case is.Confirmed: return 'confirmed'
    case is.Reciprocated: return 'reciprocated'
    case is.Done: return 'done'
    case is.Cancelled: return 'cancelled'
  }
}
