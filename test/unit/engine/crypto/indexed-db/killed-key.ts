export const killedKey = new Uint8Array(32).fill(3)
