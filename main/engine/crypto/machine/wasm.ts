import type * as Wasm from '@matrix-org/matrix-sdk-crypto-wasm'

/** The module of the crypto machine: `OlmMachine` and the classes of its arguments. */
export type CryptoWasm = typeof Wasm

let loading: Promise<CryptoWasm> | undefined

/** Loads and compiles the module, once for the process and only when somebody needs it: a command that reads no keys never pays for it. */
export function loadWasm(): Promise<CryptoWasm> {
  loading ??= load()
  return loading
}

async function load(): Promise<CryptoWasm> {
  const wasm = await import('@matrix-org/matrix-sdk-crypto-wasm')
  await wasm.initAsync()
  return wasm
}
