import type { LucideIcon } from '@lucide/svelte'
import { mount, unmount } from 'svelte'
import type { Attachment } from 'svelte/attachments'

/** What each icon consists of, drawn by Lucide once. */
const drawn = new Map<LucideIcon, DocumentFragment>()

/** Fills an empty `svg` with an icon's shapes. */
export function shapesOf(icon: LucideIcon): Attachment<SVGElement> {
  return (svg) => {
    const shapes = drawn.get(icon) ?? draw(icon)
    drawn.set(icon, shapes)
    svg.replaceChildren(shapes.cloneNode(true))
  }
}

function draw(icon: LucideIcon): DocumentFragment {
  const target = document.createElement('div')
  const component = mount(icon, { target })
  const shapes = document.createDocumentFragment()
  for (const shape of target.querySelector('svg')?.children ?? []) shapes.append(shape.cloneNode())
  void unmount(component)
  return shapes
}
