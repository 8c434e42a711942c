import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test as base, type Locator, type Page } from '@playwright/test'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A test fails when the page breaks the Content-Security-Policy or throws. */
export const test = base.extend({
  page: async ({ page }, use) => {
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) faults.push(message.text())
    })
    await use(page)
    expect(faults).toEqual([])
  },
})

export { expect }

export async function signIn(page: Page, role: 'viewer' | 'editor' | 'owner' = 'owner'): Promise<void> {
  await page.goto('/')
  await page.getByLabel('Tenant').fill('demo')
  await page.getByLabel('User').fill('e2e')
  await page.getByLabel('Role').selectOption(role)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Runs', level: 1 })).toBeVisible()
}

/** The first run that has succeeded; a demo schedule fires every minute. */
export async function succeededRun(page: Page): Promise<Locator> {
  await page.goto('/runs')
  const row = page.getByRole('row').filter({ hasText: 'Succeeded' }).first()
  await expect(row).toBeVisible({ timeout: 120_000 })
  return row
}

interface Violation {
  id: string
  nodes: { target: unknown[] }[]
}

/** What axe finds against WCAG 2.2 A and AA, as `rule: elements`. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // Runtime.evaluate is not subject to the page's Content-Security-Policy.
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: axeSource })
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (root: Document, options: object) => Promise<{ violations: Violation[] }> } }
    const result = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
    return result.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target }) => ({ target })) }))
  })
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
}
