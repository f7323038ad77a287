import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { contrast, toHex } from '../../../../renderer/style/oklch.ts'
import { paletteOf, personColor, personColors, type DrawnTheme } from '../../../../renderer/style/palette.ts'

/** WCAG's contrast of two "#rrggbb", worked out here once more from its definition. */
function wcag(one: string, other: string): number {
  const luminance = (hex: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const themes: readonly DrawnTheme[] = ['light', 'dark', 'high-contrast']
/** The surface that is nearest to the text in each theme. */
const surfaces = { light: '#f0f1f3', dark: '#26272b', 'high-contrast': '#2e2e2e' } as const

describe('the accent', () => {
  test('reads on every surface and under white text, whatever the hue and the theme', () => {
    for (const theme of themes) {
      for (let hue = 0; hue < 360; hue += 1) {
        const palette = paletteOf(theme, hue)
        const where = `${theme} ${hue}`
        assert.ok(wcag(palette['--accent'] ?? '', '#ffffff') >= 4.5, `white on the accent, ${where}`)
        assert.ok(wcag(palette['--accent-text'] ?? '', palette['--accent-soft'] ?? '') >= 4.5, `text on what is chosen, ${where}`)
        assert.ok(wcag(palette['--accent-text'] ?? '', surfaces[theme]) >= 4.5, `text on a surface, ${where}`)
        assert.ok(wcag(palette['--focus'] ?? '', surfaces[theme]) >= 3, `the focus, ${where}`)
      }
    }
  })

  test('so do the colours of people', () => {
    for (const theme of themes) {
      for (let person = 0; person < personColors; person += 1) {
        const palette = paletteOf(theme, 255)
        assert.ok(wcag(palette[`--person-${person}`] ?? '', '#ffffff') >= 4.5)
        assert.ok(wcag(palette[`--person-text-${person}`] ?? '', surfaces[theme]) >= 4.5)
      }
    }
  })
})

describe('colours', () => {
  test('known ones come out right, and none leaves sRGB', () => {
    assert.equal(toHex({ l: 1, c: 0, h: 0 }), '#ffffff')
    assert.equal(toHex({ l: 0, c: 0, h: 0 }), '#000000')
    assert.equal(toHex({ l: 0.62796, c: 0.25768, h: 29.234 }), '#ff0000')
    for (let h = 0; h < 360; h += 7) assert.match(toHex({ l: 0.7, c: 0.5, h }), /^#[0-9a-f]{6}$/u)
  })

  test('black on white is as far apart as it gets', () => {
    assert.ok(Math.abs(contrast({ l: 0, c: 0, h: 0 }, { l: 1, c: 0, h: 0 }) - 21) < 0.01)
  })

  test('an id keeps its colour, and ids of one server spread over all of them', () => {
    assert.equal(personColor('@anna:harbour.example'), personColor('@anna:harbour.example'))
    const counts = new Map<number, number>()
    for (let one = 0; one < 800; one += 1) {
      const color = personColor(`@user${one}:harbour.example`)
      counts.set(color, (counts.get(color) ?? 0) + 1)
    }
    assert.equal(counts.size, personColors)
    for (const count of counts.values()) assert.ok(count > 60 && count < 140, `${count} of 800`)
  })
})
