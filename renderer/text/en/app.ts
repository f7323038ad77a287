/** The frame: rail, header of the window, states of the program. */
export const app = {
  'app.name': 'Causeway',
} as const
