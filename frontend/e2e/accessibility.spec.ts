import { accessibilityFaults, expect, signIn, succeededRun, test } from './support'

const pages = [
  '/runs',
  '/schedules',
  '/schedules/new',
  '/calendars',
  '/calendars/new',
  '/reports',
  '/reports/new',
  '/data-sources',
  '/data-sources/new',
  '/destinations',
  '/destinations/new',
  '/settings',
  '/inbox',
]

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1400, 360]) {
    test(`every page meets WCAG 2.2 AA, ${colorScheme}, ${width} px wide`, async ({ page }) => {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      await page.goto('/')
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
      expect(await accessibilityFaults(page)).toEqual([])
      await signIn(page)

      const row = await succeededRun(page)
      const run = (await row.getByRole('link').getAttribute('href')) ?? ''
      const details = [run]
      for (const list of ['/reports', '/schedules']) {
        await page.goto(list)
        details.push((await page.getByRole('table').getByRole('link').first().getAttribute('href')) ?? '')
      }
      for (const path of [...pages, ...details]) {
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        await expect(page.getByText('Loading…')).toHaveCount(0)
        expect.soft(await accessibilityFaults(page), path).toEqual([])
        expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(0)
      }
    })
  }
}
