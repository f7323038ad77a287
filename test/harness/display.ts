import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BackgroundProcess } from './background-process.ts'
import { openTempFolder } from './temp-folder.ts'

export type Display = {
  /** What a program needs in its environment to draw on it. */
  readonly env: Readonly<Record<string, string>>
  dispose(): Promise<void>
}

const SCREEN = '1600x1000x24'

/** A bare machine's only font is made for terminals of the nineties; a person's desktop has chosen a better one for its programs. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <alias binding="strong"><family>system-ui</family><prefer><family>Inter</family></prefer></alias>
  <alias binding="strong"><family>sans-serif</family><prefer><family>Inter</family></prefer></alias>
</fontconfig>
`

/** A virtual display of its own, or, when `useOwn` is set, the person's display if there is one. */
export async function openDisplay({ useOwn = false } = {}): Promise<Display> {
  if (useOwn && hasDisplay()) return { env: {}, dispose: async () => {} }
  // It picks a free number by itself and writes it down when it is ready.
  const server = new BackgroundProcess('Xvfb', ['-displayfd', '1', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-noreset'])
  const number = await server.firstLine()
  const folder = await openTempFolder()
  const fonts = join(folder.path, 'fonts.conf')
  await writeFile(fonts, FONTS)
  return {
    env: { DISPLAY: `:${number}`, WAYLAND_DISPLAY: '', FONTCONFIG_FILE: fonts },
    dispose: async () => {
      await server.dispose()
      await folder.dispose()
    },
  }
}

/** Whether windows can be shown to somebody. */
function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY'])
}
