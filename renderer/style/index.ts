/**
 * How the window looks: tokens (tokens.css), what holds for every element (base.css), and the colours that depend on the user. Components
 * take colours, sizes and durations from tokens only, and use logical properties, so that right-to-left works by itself.
 */
export { drawnTheme, wear, type SystemWishes } from './look.ts'
export { paletteOf, personColor, type DrawnTheme } from './palette.ts'
