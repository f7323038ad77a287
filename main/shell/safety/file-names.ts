// Controls, what Windows or a path gives a meaning, and the invisible marks that make "exe.gnp" read as "png.exe".
const unsafe = /[\u0000-\u001f\u007f-\u009f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
const longest = 120

/** A name that somebody else gave a file, as a suggestion for saving: one path segment, shown as it is, and never hidden. */
export function safeFileName(name: string): string {
  const clean = name.replace(unsafe, '_').replace(/^[.\s]+|[.\s]+$/gu, '')
  if (clean === '') return 'attachment'
  const named = reserved.test(clean) ? `_${clean}` : clean
  if (named.length <= longest) return named
  // The ending says what kind of file it is, so it is kept.
  const ending = /\.[0-9A-Za-z]{1,10}$/u.exec(named)?.[0] ?? ''
  return named.slice(0, longest - ending.length).replace(/[\ud800-\udbff]$/u, '') + ending
}
