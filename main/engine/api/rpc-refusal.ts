import type { Failure } from '../../../preload/contract/failure.ts'
import { rpcCodes } from '../../../preload/contract/protocol.ts'

/** A message that is not even a proper request: an error of JSON-RPC and none of the contract's work. */
export class RpcRefusal extends Error {
  override readonly name = 'RpcRefusal'
  readonly code: number

  constructor(kind: keyof typeof rpcCodes, message: string) {
    super(message)
    this.code = rpcCodes[kind]
  }

  get failure(): Failure {
    return { code: this.code === rpcCodes.unknownMethod ? 'unsupported' : 'bad-input', message: this.message }
  }
}

export const badParams = (method: string): RpcRefusal => new RpcRefusal('invalidParams', `The input of ${method} is not what it takes.`)
