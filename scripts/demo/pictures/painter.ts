// The thread that paints: sends each picture as it is done, and ends.
import { parentPort } from 'node:worker_threads'
import { CAST, PEOPLE } from '../world/cast.ts'
import { ROOMS } from '../world/rooms.ts'
import { INVITES, SPACES } from '../world/spaces.ts'
import { paintPlan, paintTides } from './drawings.ts'
import { paintEmblem } from './emblems.ts'
import { emblemOf, portraitOf, type Painted } from './gallery.ts'
import { LANDSCAPE_NAMES, paintLandscape } from './landscapes.ts'
import type { Picture } from './png.ts'
import { paintPortrait } from './portraits.ts'

for (const person of PEOPLE) send(portraitOf(person), paintPortrait(CAST[person].portrait))
for (const { key, emblem } of [...SPACES, ...ROOMS]) {
  if (emblem !== undefined) send(emblemOf(key), paintEmblem(emblem))
}
for (const { name, emblem } of INVITES) send(emblemOf(name), paintEmblem(emblem))
send('plan', paintPlan())
send('tides', paintTides())
for (const name of LANDSCAPE_NAMES) send(name, paintLandscape(name))

function send(name: string, picture: Picture): void {
  parentPort?.postMessage({ name, picture } satisfies Painted)
}
