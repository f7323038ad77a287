/** How a picture lies in the viewer: enlarged `scale` times over fitting the window, moved from the middle by pixels of the screen. */
export type Zoom = { readonly scale: number; readonly x: number; readonly y: number }

export const fitted: Zoom = { scale: 1, x: 0, y: 0 }

const most = 8

/** Enlarges by a factor around a point, given from the middle of the window: what is under the point stays there. */
export function zoomed({ scale, x, y }: Zoom, factor: number, point: { readonly x: number; readonly y: number }): Zoom {
  const next = Math.min(most, Math.max(1, scale * factor))
  if (next === 1) return fitted
  const by = next / scale
  return { scale: next, x: point.x - (point.x - x) * by, y: point.y - (point.y - y) * by }
}

/** Moves it, at most until its middle is at the window's edge. */
export function panned(zoom: Zoom, dx: number, dy: number, window: { readonly width: number; readonly height: number }): Zoom {
  if (zoom.scale === 1) return zoom
  const within = (value: number, reach: number): number => Math.min(reach, Math.max(-reach, value))
  return { ...zoom, x: within(zoom.x + dx, (window.width / 2) * zoom.scale), y: within(zoom.y + dy, (window.height / 2) * zoom.scale) }
}
