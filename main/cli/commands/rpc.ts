import { defineCommand } from '../command.ts'

export const rpc = defineCommand({
  usage: ['rpc'],
  details: [
    'Speaks JSON-RPC 2.0 on standard input and output, one object a line, until standard input ends: every call by its',
    'name, "watch" {view, input} for views, whose batches come as notifications, "move" {watch, to} and "unwatch" {watch}.',
    'Bytes are {"$bytes": "…"} in base64. The accounts of the profile are live meanwhile.',
  ],
  options: {},
  goesOn: true,
  words: [0, 0],
  run: async (_input, context) => {
    await Promise.race([context.serveStdio(), context.interrupted])
    return undefined
  },
})
