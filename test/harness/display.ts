import { BackgroundProcess } from './background-process.ts'

export type Display = {
  /** What a program needs in its environment to draw on it. */
  readonly env: Readonly<Record<string, string>>
  dispose(): Promise<void>
}

const SCREEN = '1600x1000x24'

/** A virtual display of its own, or, when `useOwn` is set, the person's display if there is one. */
export async function openDisplay({ useOwn = false } = {}): Promise<Display> {
  if (useOwn && hasDisplay()) return { env: {}, dispose: async () => {} }
  // It picks a free number by itself and writes it down when it is ready.
  const server = new BackgroundProcess('Xvfb', ['-displayfd', '1', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-noreset'])
  const number = await server.firstLine()
  return { env: { DISPLAY: `:${number}`, WAYLAND_DISPLAY: '' }, dispose: () => server.dispose() }
}

/** Whether windows can be shown to somebody. */
export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY'])
}
