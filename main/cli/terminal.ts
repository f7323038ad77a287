import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { usageError } from './cli-error.ts'

const longestSecret = 64 * 1024

/** One secret: the whole of standard input without the newline at its end, or what is typed, unseen, on a terminal. */
export async function readSecret(prompt: string): Promise<string> {
  if (process.stdin.isTTY) return typed(prompt)
  let text = ''
  process.stdin.setEncoding('utf8')
  for await (const piece of process.stdin) {
    text += String(piece)
    if (text.length > longestSecret) throw usageError('Standard input is too long to be a password.')
  }
  return text.replace(/\r?\n$/, '')
}

async function typed(prompt: string): Promise<string> {
  process.stderr.write(prompt)
  const nowhere = new Writable({ write: (_piece, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  try {
    return await lines.question('')
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}

/** One line of standard input; null where it has ended. The question is only for a terminal. Rejects when the signal is aborted. */
export async function readLine(prompt: string, signal: AbortSignal): Promise<string | null> {
  if (process.stdin.isTTY) process.stderr.write(prompt)
  const lines = createInterface({ input: process.stdin })
  try {
    return await new Promise<string | null>((resolve, reject) => {
      lines.once('line', resolve)
      lines.once('close', () => resolve(null))
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
  } finally {
    lines.close()
  }
}

/** Resolves when somebody wants this program to end, with the status that says so (128 and the signal's number). */
export function untilInterrupted(): Promise<number> {
  return new Promise((resolve) => {
    for (const [signal, status] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const) {
      process.once(signal, () => resolve(status))
    }
  })
}

/** Writes to standard output; whoever closes it early (`… | head`) wants no more, which is no error. */
export function write(text: string): void {
  process.stdout.write(text)
}

/** To be called once, before anything is written. */
export function forgiveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0)
      throw error
    })
  }
}
