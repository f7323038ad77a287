// What the engine's process is started with, so that memory which a busy time took is given back (docs/decisions/019).

/** For V8: a small nursery, since what a sync response is made of is let go at once; and `gc`, which the engine calls when it has come to rest. */
export const engineArguments: readonly string[] = ['--max-semi-space-size=4', '--expose-gc']

/** For glibc: few arenas, and freed memory goes back to the system. Where another allocator serves, nobody reads it. */
export const engineEnvironment: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' }
