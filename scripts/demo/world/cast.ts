import type { Portrait } from '../pictures/portraits.ts'

type CastMember = { readonly name: string; readonly portrait: Portrait }

/** The people of Skerrow, an island at the end of a tidal causeway, and the friends who help to mend its bridge. */
export const CAST = {
  robin: {
    name: 'Robin Hale',
    portrait: { background: '#4f7cac', skin: '#e9b48f', shirt: '#2f4858', hair: '#8a4b2a', style: 'short', wears: ['glasses'] },
  },
  mira: {
    name: 'Mira Okafor',
    portrait: { background: '#e0a458', skin: '#8d5a3c', shirt: '#2a6f73', hair: '#231a16', style: 'curly', wears: ['earrings'] },
  },
  jonas: {
    name: 'Jonas Lindqvist',
    portrait: { background: '#3d6b8f', skin: '#f0c3a0', shirt: '#1f3044', hair: '#8a5a33', style: 'cap', wears: ['beard'] },
  },
  ada: {
    name: 'Ada Brennan',
    portrait: { background: '#b4556b', skin: '#f3c9ad', shirt: '#f2e3d0', hair: '#b5502b', style: 'long' },
  },
  tomas: {
    name: 'Tomás Ferreira',
    portrait: { background: '#6b8f71', skin: '#c98f63', shirt: '#8a5a3b', hair: '#3a2a20', style: 'bald', wears: ['beard'] },
  },
  yuki: {
    name: 'Yuki Tanaka',
    portrait: { background: '#7d6bb0', skin: '#f1cda9', shirt: '#30324a', hair: '#1b1a1f', style: 'bun', wears: ['glasses'] },
  },
  elif: {
    name: 'Elif Demir',
    portrait: { background: '#d98880', skin: '#d9a47c', shirt: '#f5f0e6', hair: '#4a7a8c', style: 'scarf' },
  },
  samir: {
    name: 'Samir Haddad',
    portrait: { background: '#5b8e9d', skin: '#b57a50', shirt: '#22405a', hair: '#2a2320', style: 'short', wears: ['beard'] },
  },
  greta: {
    name: 'Greta Vogel',
    portrait: { background: '#8fae5d', skin: '#f2cdb2', shirt: '#5a6b3c', hair: '#d8d4cd', style: 'long', wears: ['glasses'] },
  },
} as const satisfies Record<string, CastMember>

export type PersonName = keyof typeof CAST

export const PEOPLE: readonly PersonName[] = ['robin', 'mira', 'jonas', 'ada', 'tomas', 'yuki', 'elif', 'samir', 'greta']
