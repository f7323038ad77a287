/** A PNG of two by two pixels: red, green, blue, white. */
export const smallPicture: Uint8Array<ArrayBuffer> = new Uint8Array(Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEklEQVR42mP4z8DAAMIM/4EAAB/uBfvxq7p3AAAAAElFTkSuQmCC', 'base64',
))
