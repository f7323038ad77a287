/** What a picture is drawn in beside its message, at most; larger ones are sent with a smaller one of themselves. CSS pixels. */
const box = { width: 800, height: 600 }
/** As the contract takes it. */
const mostBytes = 1024 * 1024
const filmPatienceMs = 10_000

/** GIFs are missing on purpose: a small one would stand still. */
const drawable = /^image\/(?:png|jpeg|webp|avif)$|^video\/(?:mp4|webm|ogg|quicktime)$/u

/**
 * A small picture that stands for a large one, or for a film. It is drawn here, from the pixels, because no server can do it where messages
 * are encrypted, and no other part of the program opens pictures. Null for what needs none, or cannot be drawn: the file then goes as it is.
 */
export async function drawThumbnail(file: Blob): Promise<Uint8Array | null> {
  if (!drawable.test(file.type)) return null
  try {
    const isFilm = file.type.startsWith('video/')
    const pixels = isFilm ? await firstFrame(file) : await createImageBitmap(file)
    try {
      const scale = Math.min(box.width / pixels.width, box.height / pixels.height, 1)
      return scale === 1 && !isFilm ? null : await encode(pixels, scale, file.type === 'image/jpeg' || isFilm)
    } finally {
      pixels.close()
    }
  } catch {
    return null
  }
}

async function encode(pixels: ImageBitmap, scale: number, isOpaque: boolean): Promise<Uint8Array | null> {
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(pixels.width * scale)), Math.max(1, Math.round(pixels.height * scale)))
  const context = canvas.getContext('2d')
  if (context === null) return null
  context.imageSmoothingQuality = 'high'
  context.drawImage(pixels, 0, 0, canvas.width, canvas.height)
  const blob = await canvas.convertToBlob({ type: isOpaque ? 'image/jpeg' : 'image/webp', quality: 0.8 })
  return blob.size > mostBytes ? null : new Uint8Array(await blob.arrayBuffer())
}

async function firstFrame(film: Blob): Promise<ImageBitmap> {
  const video = document.createElement('video')
  const address = URL.createObjectURL(film)
  try {
    await new Promise<void>((resolve, reject) => {
      video.addEventListener('loadeddata', () => resolve(), { once: true })
      video.addEventListener('error', () => reject(new Error('not a film that can be played')), { once: true })
      setTimeout(() => reject(new Error('the film does not begin')), filmPatienceMs)
      video.muted = true
      video.preload = 'auto'
      video.src = address
    })
    return await createImageBitmap(video)
  } finally {
    video.removeAttribute('src')
    video.load()
    URL.revokeObjectURL(address)
  }
}
