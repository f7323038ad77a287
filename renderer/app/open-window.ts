import { mount } from 'svelte'
import type { Bridge } from '../../preload/contract/index.ts'
import { drawnTheme, wear } from '../style/index.ts'
import App from './App.svelte'
import { recallLook } from './remembered-look.ts'

/** Draws the application into the page, in the colours that it had last time, before anything is known. */
export function openWindow(bridge: Bridge): void {
  const target = document.getElementById('app')
  if (target === null) throw new Error('the page has no #app')
  const look = recallLook(localStorage)
  const system = { dark: matchMedia('(prefers-color-scheme: dark)').matches, moreContrast: matchMedia('(prefers-contrast: more)').matches }
  wear(document.documentElement, drawnTheme(look.theme, system), look)
  mount(App, { target, props: { bridge, look } })
}
