/** A public key in base64 as people compare it by eye: in groups of four. */
export const fingerprintOf = (key: string): string => key.match(/.{1,4}/gu)?.join(' ') ?? ''
