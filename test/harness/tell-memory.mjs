// Loaded into an engine's process before it begins: tells what it holds, a line on standard error, whenever it gets SIGUSR2. JavaScript, so
// that no compiler is held on top of that.
process.on('SIGUSR2', () => process.stderr.write(`${JSON.stringify({ heldMemory: process.memoryUsage() })}\n`))
