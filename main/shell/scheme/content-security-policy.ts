import { mediaScheme } from '../safety/address.ts'

const directives: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'font-src': "'self'",
  'img-src': `'self' ${mediaScheme}: data: blob:`,
  'media-src': `${mediaScheme}: blob:`,
  'connect-src': "'self'",
  'worker-src': "'none'",
  'object-src': "'none'",
  'frame-src': "'none'",
  'frame-ancestors': "'none'",
  'form-action': "'none'",
  'base-uri': "'none'",
  // Text becomes markup or script only through these two, which clone fixed templates and parse what is pasted into the composer.
  'require-trusted-types-for': "'script'",
  'trusted-types': 'svelte-trusted-html ProseMirrorClipboard',
}

/** What a page of the program may do: its own scripts and styles, pictures of rooms, and nothing from anywhere else. */
export const contentSecurityPolicy: string = Object.entries(directives).map(([name, value]) => `${name} ${value}`).join('; ')
