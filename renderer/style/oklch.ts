/**
 * Colours of the oklch space as sRGB, for what the style sheet cannot work out by itself in Chrome 108 (it has no `oklch()`), and the
 * contrast between two colours as WCAG counts it. Matrices: Björn Ottosson, "A perceptual color space for image processing".
 */
export type Oklch = { readonly l: number; readonly c: number; readonly h: number }
export type Rgb = readonly [red: number, green: number, blue: number]

/** Linear light, each 0 to 1 where the colour is within sRGB. */
function linear({ l, c, h }: Oklch): Rgb {
  const a = c * Math.cos((h * Math.PI) / 180)
  const b = c * Math.sin((h * Math.PI) / 180)
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ]
}

const isShowable = (rgb: Rgb): boolean => rgb.every((part) => part >= -0.0005 && part <= 1.0005)
const clamp = (part: number): number => Math.min(1, Math.max(0, part))
const encode = (part: number): number => part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055

/** With as much of its chroma as sRGB can show at that lightness and hue. */
function showable(color: Oklch): Rgb {
  let least = 0
  let most = color.c
  if (isShowable(linear(color))) return linear(color)
  for (let step = 0; step < 16; step += 1) {
    const middle = (least + most) / 2
    if (isShowable(linear({ ...color, c: middle }))) least = middle
    else most = middle
  }
  return linear({ ...color, c: least })
}

/** "#rrggbb". */
export function toHex(color: Oklch): string {
  const parts = showable(color).map((part) => Math.round(encode(clamp(part)) * 255).toString(16).padStart(2, '0'))
  return `#${parts.join('')}`
}

function luminance(color: Oklch): number {
  const [red, green, blue] = showable(color)
  return 0.2126 * clamp(red) + 0.7152 * clamp(green) + 0.0722 * clamp(blue)
}

/** 1 to 21, as WCAG 2.2 counts it. */
export function contrast(one: Oklch, other: Oklch): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}
