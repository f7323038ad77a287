/** Whether a device's name sounds like one that fits in a pocket; the server knows no more of it than this name. */
export function isPhone(name: string): boolean {
  return /\b(?:android|iphone|ipad|ios|mobile|phone|pixel|galaxy|fairphone|element x)\b/iu.test(name)
}
