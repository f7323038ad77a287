import { writeFile } from 'node:fs/promises'

const width = 640
const height = 480

/** Chromium's switches for a camera that shows a film (YUV4MPEG2) again and again, and for answering its question with yes. */
export const cameraSwitches = (film: string): readonly string[] =>
  ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${film}`]

/** Writes a film of somebody who holds a code before the camera: `modules` true for dark, a little off the middle, on a grey wall. */
export async function writeFilm(path: string, modules: readonly (readonly boolean[])[]): Promise<void> {
  const scale = Math.floor(380 / modules.length)
  const [left, top] = [150, 40]
  const light = Buffer.alloc(width * height, 140)
  for (const [y, line] of modules.entries()) {
    for (const [x, isDark] of line.entries()) {
      for (let down = 0; down < scale; down += 1) {
        const at = (top + y * scale + down) * width + left + x * scale
        light.fill(isDark ? 30 : 225, at, at + scale)
      }
    }
  }
  const color = Buffer.alloc(width * height / 2, 128)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, color])
  await writeFile(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), frame, frame]))
}
