/** How the window's page is built: one bundle for every Electron from 22 (Chrome 108) on, loaded from our own scheme under a strict CSP. */
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  // Relative addresses: the page is served from `causeway://app/`.
  base: './',
  plugins: [svelte({ configFile: false, emitCss: true })],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome108',
    cssTarget: 'chrome108',
    // An inlined asset would need `data:` in the policy.
    assetsInlineLimit: 0,
    // What the entry imports is asked for together with it. The polyfill would be an inline script.
    modulePreload: { polyfill: false },
    // What is loaded later is only code: its rules are there already, and nothing is drawn before them.
    cssCodeSplit: false,
    reportCompressedSize: false,
  },
})
