import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

type Violation = { readonly id: string; readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[] }
type Axe = { readonly run: (options: object) => Promise<{ readonly violations: readonly Violation[] }> }

const source = readFile(join(import.meta.dirname, '../../../node_modules/axe-core/axe.min.js'), 'utf8')

/** Collects what the page's console has to complain about: errors, warnings, what the content security policy stopped. */
export function listen(page: Page): string[] {
  const said: string[] = []
  page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') said.push(message.text()) })
  page.on('pageerror', (error) => said.push(error.message))
  return said
}

/** What axe finds on the page, one line for each kind of thing. It comes in by the debugger, so that the page's policy stays as it is. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(await source)
  const violations = await page.evaluate(async (): Promise<readonly Violation[]> => {
    const { axe } = window as unknown as { readonly axe: Axe }
    return (await axe.run({ resultTypes: ['violations'] })).violations
  })
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ html, failureSummary }) => `axe ${id}: ${brief(html)} ${brief(failureSummary)}`))
}

/** Without ids that are other ones each time. */
const brief = (text: string): string => text.replace(/\s(?:id|aria-\w+)="bits[^"]*"/gu, '').replace(/\s+/gu, ' ').slice(0, 200)
