import type { InviteScript, SpaceScript } from './script.ts'

export const SPACES: readonly SpaceScript[] = [
  {
    key: 'village',
    name: 'Skerrow Village',
    topic: 'Everything and everyone on the island',
    emblem: { sign: 'house', background: '#b4655a' },
    by: 'ada',
  },
  {
    key: 'bridge',
    name: 'Bridge Restoration',
    topic: 'Five arches, two hundred winters, one more spring',
    emblem: { sign: 'bridge', background: '#3d6b8f' },
    by: 'mira',
  },
  {
    key: 'tides',
    name: 'Tide Table',
    topic: 'The open app that knows when the causeway is dry',
    emblem: { sign: 'wave', background: '#2a8c82' },
    by: 'yuki',
  },
  {
    key: 'evenings',
    name: 'Long Evenings',
    topic: 'Books, films, seedlings, birds',
    emblem: { sign: 'leaf', background: '#6f8f4e' },
    by: 'greta',
  },
]

export const INVITES: readonly InviteScript[] = [
  {
    name: 'Regatta 2027',
    topic: 'Boats, buoys, and who makes the soup',
    by: 'samir',
    emblem: { sign: 'anchor', background: '#7a6aa8' },
  },
]
