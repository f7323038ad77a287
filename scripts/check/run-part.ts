import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { findNode, ROOT } from '../set-up/dependencies.mjs'
import { testFiles, type Part } from './parts.ts'
import { say } from '../set-up/say.mjs'
import { NO_TESTS, parseFailedFiles, parseTotals, type Totals } from './totals.ts'

export type PartResult = {
  readonly part: Part
  readonly isGood: boolean
  readonly totals: Totals
  readonly seconds: number
  /** What it said; empty when that was streamed. */
  readonly output: string
}

export type RunOptions = {
  /** Show the output as it comes instead of keeping it. */
  readonly isStreamed?: boolean
  readonly env?: Readonly<Record<string, string>>
  /** Test files at a time. */
  readonly concurrency?: number
  readonly patience?: Patience
  /** Ends test files whose tests are done though something was left open, as a failed test may leave a server or a window. */
  readonly isForced?: boolean
  /**
   * Runs files in which a test failed once more, and says which: with real servers and windows on a busy machine something is late now and then. What
   * fails again has failed; what does not is named, to be mended.
   */
  readonly triesAgain?: boolean
}

/** More files than this fail for a reason. */
const mostTriedAgain = 6

/** How long one test and a whole part may take, in milliseconds. */
export type Patience = { readonly testMs: number; readonly partMs: number }

/** What is known to be slow gets more. Whatever takes longer hangs: it is ended and has failed. */
const QUICK: Patience = { testMs: 60_000, partMs: 10 * 60_000 }

/** Runs one part to its end. A tool that complains counts as one failure, and so does a test run that ends without counts. */
export async function runPart(part: Part, options: RunOptions = {}): Promise<PartResult> {
  const start = performance.now()
  const seconds = (): number => (performance.now() - start) / 1_000
  if (part.program !== null) {
    const { code, output } = await runNode([join(ROOT, 'node_modules', part.program), ...part.args], options)
    return { part, isGood: code === 0, totals: code === 0 ? NO_TESTS : { passed: 0, failed: 1 }, seconds: seconds(), output }
  }
  const { code, output, totals } = await runTestsOfPart(part, options)
  const counted = totals ?? NO_TESTS
  const isGood = code === 0 && totals !== null && totals.failed === 0
  return { part, isGood, totals: isGood || counted.failed > 0 ? counted : { ...counted, failed: 1 }, seconds: seconds(), output }
}

type TestRun = Exit & { readonly totals: Totals | null; readonly failedFiles: readonly string[] }

async function runTestsOfPart(part: Part, options: RunOptions): Promise<TestRun> {
  const files = await testFiles(part.args[0] ?? '')
  if (files.length === 0) return { code: 1, output: `there are no tests in test/${part.name}\n`, totals: null, failedFiles: [] }
  const first = await runTests(files, options)
  const { failedFiles, totals } = first
  if (options.triesAgain !== true || totals === null || failedFiles.length === 0 || failedFiles.length > mostTriedAgain) return first
  const names = failedFiles.map((file) => relative(ROOT, file)).join(', ')
  say(`running again what failed: ${names}`)
  const second = await runTests(failedFiles, { ...options, concurrency: 1 })
  if (second.code !== 0 || second.totals === null || second.totals.failed > 0) return first
  say(`passed when run again, and to be mended: ${names}`)
  return { ...second, totals: { passed: totals.passed + totals.failed, failed: 0 } }
}

async function runTests(files: readonly string[], options: RunOptions): Promise<TestRun> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-totals-'))
  const totalsFile = join(folder, 'totals.json')
  const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout'].concat(
    `--test-reporter=${join(ROOT, 'scripts', 'check', 'totals.ts')}`,
    `--test-reporter-destination=${totalsFile}`,
  )
  const { concurrency = 2, patience = QUICK, isForced = false } = options
  const limits = [`--test-concurrency=${concurrency}`, `--test-timeout=${patience.testMs}`, ...(isForced ? ['--test-force-exit'] : [])]
  try {
    const exit = await runNode(['--test', ...limits, ...reporters, ...files], options)
    const text = await readFile(totalsFile, 'utf8').catch(() => '')
    return { ...exit, totals: parseTotals(text), failedFiles: parseFailedFiles(text) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Exit = { readonly code: number | null; readonly output: string }

function runNode(args: readonly string[], { isStreamed = false, env = {}, patience = QUICK }: RunOptions): Promise<Exit> {
  return new Promise((resolve, reject) => {
    // A run inside a run would otherwise report to the outer one and exit with 0 whatever happens.
    const { NODE_TEST_CONTEXT: _outer, ...inherited } = process.env
    const child = spawn(findNode(), args, {
      cwd: ROOT,
      env: { ...inherited, FORCE_COLOR: process.stdout.isTTY ? '1' : '0', ...env },
      stdio: ['ignore', isStreamed ? 'inherit' : 'pipe', isStreamed ? 'inherit' : 'pipe'],
      timeout: patience.partMs,
      killSignal: 'SIGKILL',
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk
      })
    }
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}
