import base58 from 'bs58'

// Client-server API, "Key representation": two bytes that say what it is, the key, and a byte that makes all of them XOR to zero.

const prefix = [0x8b, 0x01]
const keyBytes = 32

/** A storage key as a person writes it down: base58 in groups of four. */
export function encodeRecoveryKey(key: Uint8Array): string {
  const body = [...prefix, ...key]
  return base58.encode(Uint8Array.from([...body, parityOf(body)])).match(/.{1,4}/g)?.join(' ') ?? ''
}

/** Undefined for what is no recovery key, or one that was mistyped. White space does not count. */
export function decodeRecoveryKey(typed: string): Uint8Array | undefined {
  const bytes = base58.decodeUnsafe(typed.replace(/\s+/gu, ''))
  if (bytes === undefined || bytes.length !== prefix.length + keyBytes + 1) return undefined
  if (prefix.some((byte, at) => bytes[at] !== byte) || parityOf(bytes) !== 0) return undefined
  return bytes.slice(prefix.length, prefix.length + keyBytes)
}

const parityOf = (bytes: Iterable<number>): number => [...bytes].reduce((parity, byte) => parity ^ byte, 0)
