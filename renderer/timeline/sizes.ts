import type { Box } from './picture-box.ts'

/** The largest that a picture or a video's still is drawn in a conversation, in CSS pixels. */
export const mostPicture: Box = { width: 400, height: 320 }

export const stickerSize: Box = { width: 160, height: 160 }
