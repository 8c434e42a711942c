import { readFile } from 'node:fs/promises'
import { accessibilityFaults, expect, signIn, succeededRun, test } from './support'

test('a scheduled run succeeds, shows its timeline and deliveries, and its file can be saved', async ({ page }) => {
  await signIn(page)
  const row = await succeededRun(page)
  await expect(row).toContainText(/\d rows?(, \d+ files)?, [\d.]+ (B|kB|MB)/)
  await row.getByRole('link').click()

  await expect(page).toHaveURL(/\/runs\/[^?]+$/)
  await expect(page.getByText('Succeeded', { exact: true })).toBeVisible()
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect(timeline.getByText('Files written')).toBeVisible()
  await expect(timeline.getByText('Finished: succeeded')).toBeVisible()

  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: /Download.*\.csv/ }).first().click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/\.csv$/)
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split(/\r?\n/)
  expect(lines.length).toBeGreaterThan(1)
  expect(lines[0]?.split(',').length).toBeGreaterThan(1)
})

test('a file whose content is deleted says so and offers nothing', async ({ page }) => {
  await signIn(page)
  const row = await succeededRun(page)
  // Nothing expires while a test runs: the API's answer is changed on its way.
  await page.route(/\/v1\/runs\/[^/?]+$/, async (route) => {
    const response = await route.fetch()
    const run = (await response.json()) as { artifacts: { isRemoved: boolean }[] }
    run.artifacts.forEach((artifact) => (artifact.isRemoved = true))
    await route.fulfill({ response, json: run })
  })
  await row.getByRole('link').click()
  const files = page.getByRole('region', { name: 'Files' })
  await expect(files.getByText(/Its content is deleted/).first()).toBeVisible()
  await expect(files.getByRole('button')).toHaveCount(0)
  expect(await accessibilityFaults(page)).toEqual([])
})

test('the list is filtered by state and keeps the filter in the address', async ({ page }) => {
  await signIn(page)
  await succeededRun(page)
  const succeeded = page.getByRole('row').filter({ hasText: 'Succeeded' })

  await page.getByLabel('State').selectOption('succeeded')
  await expect(page).toHaveURL(/state=succeeded/)
  await page.reload()
  await expect(page.getByLabel('State')).toHaveValue('succeeded')
  await expect(succeeded.first()).toBeVisible()

  await page.getByLabel('State').selectOption('skipped')
  const nothing = page.getByRole('heading', { name: 'No run matches' })
  await expect(nothing.or(page.getByRole('row').filter({ hasText: 'Skipped' }).first())).toBeVisible()
  await expect(succeeded).toHaveCount(0)
})

test('a viewer can look but not change', async ({ page }) => {
  await signIn(page, 'viewer')
  await page.goto('/reports')
  await expect(page.getByRole('table')).toBeVisible()
  await expect(page.getByRole('link', { name: 'New report' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: /Run now/ })).toHaveCount(0)
})

test('signing out forgets the session', async ({ page }) => {
  await signIn(page)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.goto('/runs')
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})
