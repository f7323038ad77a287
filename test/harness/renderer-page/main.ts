/** The window's page over the scripted bridge: `?scene=offline&theme=dark&room=launch&language=de`. */
import { openWindow } from '../../../renderer/app/open-window.ts'
import type { Settings } from '../../../preload/contract/index.ts'
import { ScriptedBridge } from '../renderer-bridge.ts'
import { now, people, roomIdOf, scenes } from '../renderer-world.ts'

const wanted = new URLSearchParams(location.search)
const scene = scenes.find((one) => one === wanted.get('scene')) ?? 'normal'
const room = wanted.get('room') ?? (scene === 'empty' ? '' : 'launch')

// The made-up world stands still at its own noon; timers go on.
const startedAt = performance.now()
Date.now = () => now + performance.now() - startedAt

const bridge = new ScriptedBridge(scene, {
  theme: (wanted.get('theme') ?? 'light') as Settings['theme'],
  language: (wanted.get('language') ?? 'en') as Settings['language'],
  textSize: Number(wanted.get('text') ?? 14) as Settings['textSize'],
  accentHue: Number(wanted.get('hue') ?? 255),
  lastAccount: people.me.userId,
  lastRoom: room === '' ? '' : roomIdOf(room),
})
Object.assign(window, { scripted: bridge })
openWindow(bridge)
