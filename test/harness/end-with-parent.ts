const lookMs = 500

/** Ends this process soon after the one that started it: a test that is killed leaves no server behind. */
export function endWithParent(): void {
  const parent = process.ppid
  setInterval(() => { if (process.ppid !== parent) process.exit(0) }, lookMs).unref()
}
