import type { Page } from '@playwright/test'
import { accessibilityFaults, expect, signIn, test } from './support'

const mark = Date.now().toString(36)
const ics = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', 'BEGIN:VEVENT', 'UID:1', 'DTSTAMP:20260101T000000Z', 'SUMMARY:May Day']
  .concat(`DTSTART;VALUE=DATE:${new Date().getFullYear() + 1}0501`, 'RRULE:FREQ=YEARLY;COUNT=2', 'END:VEVENT', 'END:VCALENDAR', '')
  .join('\r\n')

async function createCalendar(page: Page, name: string, date: string, holiday: string): Promise<void> {
  await page.goto('/calendars/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Add a holiday' }).click()
  await page.getByLabel('Date').fill(date)
  await page.getByLabel('Holiday', { exact: true }).fill(holiday)
  await page.getByRole('button', { name: 'Create calendar' }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
}

/** Begins a schedule of the first report. */
async function startSchedule(page: Page, name: string): Promise<void> {
  await page.goto('/schedules/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Report').selectOption({ index: 1 })
  await page.getByLabel('Time zone').selectOption('Europe/Berlin')
}

async function createSchedule(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Create schedule' }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
}

async function deleteSchedule(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete the schedule' }).click()
  await expect(page.getByRole('heading', { name: 'Schedules', level: 1 })).toBeVisible()
}

async function deleteCalendar(page: Page, name: string): Promise<void> {
  await page.goto('/calendars')
  await page.getByRole('link', { name }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete the calendar' }).click()
  await expect(page.getByRole('heading', { name: 'Calendars', level: 1 })).toBeVisible()
}

test('the preview tells why a time moves or is left out, before the schedule exists', async ({ page }) => {
  await signIn(page)
  await createCalendar(page, `Closed ${mark}`, '2030-12-25', 'Christmas Day')
  await startSchedule(page, `Yearly ${mark}`)
  const preview = page.getByRole('region', { name: 'Next runs' })

  await page.getByLabel('When (cron)').fill('30 2 31 3 *')
  await expect(preview.getByRole('listitem').first()).toContainText('31 Mar')
  // On Sunday 31 March 2030 clocks go forward at 02:00 in Berlin.
  await expect(preview.getByText('Clocks go forward: 02:30 does not exist on 2030-03-31')).toBeVisible()

  await page.getByLabel('When (cron)').fill('0 9 25 12 *')
  await page.getByText('Holidays and spreading').click()
  await page.getByLabel(`Closed ${mark}`).check()
  await expect(preview.getByText('Does not run: Christmas Day.')).toBeVisible()
  await page.getByLabel('When a day is closed').selectOption('nextBusinessDay')
  await expect(preview.getByText('Moved: 2030-12-25 is closed (Christmas Day); fires on 2030-12-26.')).toBeVisible()
  await page.getByLabel('Spread over').fill('60')
  await expect(preview.getByText(/up to 60 seconds later/)).toBeVisible()

  await page.getByLabel('When (cron)').fill('0 9 31 2 *')
  await expect(preview.getByRole('listitem').filter({ hasText: 'no date on which this fires' })).toBeVisible()
  await page.getByLabel('When (cron)').fill('0 9 25 12 *')

  await createSchedule(page, `Yearly ${mark}`)
  await expect(page.getByText(`On days that “Closed ${mark}” closes: on the next business day.`)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Next runs' }).getByText(/the schedule's own place within 60 seconds/)).toBeVisible()
  await deleteSchedule(page)
  await deleteCalendar(page, `Closed ${mark}`)
})

test('a schedule has several times, rules for trouble and a gate, and one that follows it', async ({ page }) => {
  await signIn(page)
  await startSchedule(page, `Monthly ${mark}`)
  await page.getByRole('button', { name: 'More ways' }).click()
  await page.getByLabel('How').selectOption('businessDay')
  await page.getByLabel('Day', { exact: true }).selectOption('-1')
  await page.getByLabel('Time', { exact: true }).fill('17:00')
  await page.getByRole('button', { name: 'Add another time' }).click()
  await page.getByLabel('How').last().selectOption('at')
  await page.getByLabel('Date and time').fill('2031-01-02T03:04')
  await page.getByText('Start and end').click()
  await page.getByLabel('Number of runs').fill('7')
  await page.getByText('When things go wrong').click()
  await page.getByLabel('An earlier run still goes on').selectOption('queueOne')
  await page.getByLabel('Deadline').fill('0')
  await page.getByText('Waiting for data').click()
  await page.getByLabel('An event').check()
  await page.getByLabel('Event', { exact: true }).fill(`loaded ${mark}`)
  expect(await accessibilityFaults(page)).toEqual([])

  // A section with a refused value opens, wherever it was left.
  await page.getByText('When things go wrong').click()
  await page.getByRole('button', { name: 'Create schedule' }).click()
  await expect(page.getByLabel('Deadline')).toBeFocused()
  await expect(page.getByLabel('Deadline')).toHaveAccessibleDescription(/Give 1 to/)
  await page.getByLabel('Deadline').fill('30')
  await createSchedule(page, `Monthly ${mark}`)
  await expect(page.getByText('On the last business day of the month at 17:00')).toBeVisible()
  await expect(page.getByText('Once, on 2 Jan 2031, 03:04')).toBeVisible()
  await expect(page.getByText(`Waits for the event “loaded ${mark}”, 2 hours at most.`)).toBeVisible()
  await expect(page.getByText('Delivered within 30 minutes, or an alert is raised.')).toBeVisible()
  await expect(page.getByRole('definition').filter({ hasText: /^7$/ })).toBeVisible()
  const upstream = page.url()

  await startSchedule(page, `After ${mark}`)
  await page.getByLabel('After another schedule').check()
  await page.getByLabel('After which schedule').selectOption({ label: `Monthly ${mark}` })
  await createSchedule(page, `After ${mark}`)
  await page.getByRole('link', { name: `Monthly ${mark}` }).click()
  await expect(page.getByRole('link', { name: `After ${mark}` })).toBeVisible()

  await page.getByRole('link', { name: 'Edit' }).click()
  await expect(page.getByLabel('How').first()).toHaveValue('businessDay')
  await page.getByRole('link', { name: 'Cancel' }).click()
  await page.getByRole('link', { name: `After ${mark}` }).click()
  await deleteSchedule(page)
  await page.goto(upstream)
  await deleteSchedule(page)
})

test('past times are run, followed and cancelled', async ({ page }) => {
  await signIn(page)
  await startSchedule(page, `Hourly ${mark}`)
  await page.getByLabel('When (cron)').fill('0 * * * *')
  await createSchedule(page, `Hourly ${mark}`)
  const backfills = page.getByRole('region', { name: 'Backfills' })
  const dialog = page.getByRole('dialog')

  await backfills.getByRole('button', { name: 'Run past times' }).click()
  await dialog.getByLabel('To', { exact: true }).fill('2001-01-01T00:00')
  await dialog.getByRole('button', { name: 'Run them' }).click()
  await expect(dialog.getByLabel('To', { exact: true })).toHaveAccessibleDescription(/after the start/)
  await dialog.getByLabel('From').fill('2026-01-01T00:00')
  await dialog.getByLabel('To', { exact: true }).fill('2026-01-21T00:00')
  await dialog.getByRole('button', { name: 'Run them' }).click()
  await expect(backfills.getByText(/of 480 done/)).toBeVisible()
  await expect(backfills.getByText(/^[1-9]\d* of 480 done/)).toBeVisible({ timeout: 60_000 })

  await backfills.getByRole('button', { name: 'Cancel the backfill' }).click()
  expect(await accessibilityFaults(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Cancel the backfill' }).click()
  await expect(backfills.getByText(/^480 of 480 done, .*cancelled$/)).toBeVisible({ timeout: 60_000 })
  await backfills.getByRole('link', { name: 'See its runs' }).click()
  await expect(page.getByText(`Backfill · Hourly ${mark}`).first()).toBeVisible()

  await page.goto('/schedules')
  await page.getByRole('link', { name: `Hourly ${mark}` }).click()
  await deleteSchedule(page)
})

test('a run waits for its data, and goes on when the event arrives', async ({ page }) => {
  await signIn(page)
  await startSchedule(page, `Gated ${mark}`)
  await page.getByRole('button', { name: 'More ways' }).click()
  await page.getByLabel('How').selectOption('every')
  await page.getByLabel('Every', { exact: true }).fill('1')
  await page.getByText('Waiting for data').click()
  await page.getByLabel('An event').check()
  await page.getByLabel('Event', { exact: true }).fill(`gate-${mark}`)
  await createSchedule(page, `Gated ${mark}`)
  await page.getByRole('link', { name: 'See its runs' }).click()
  const waiting = page.getByRole('row').filter({ hasText: 'Waits for its data' }).first()
  await expect(waiting).toBeVisible({ timeout: 90_000 })
  await waiting.getByRole('link').first().click()
  await expect(page.getByText('This run waits for its data.')).toBeVisible()
  expect(await accessibilityFaults(page)).toEqual([])

  const posted = await page.evaluate(async (name) => {
    const token = Object.values({ ...sessionStorage }).map((text) => (JSON.parse(text) as { accessToken?: string }).accessToken).find(Boolean)
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    return (await fetch('/v1/events', { method: 'POST', headers, body: JSON.stringify({ name }) })).status
  }, `gate-${mark}`)
  expect(posted).toBe(202)
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect(timeline.getByText('No longer held back')).toBeVisible({ timeout: 60_000 })
  await page.getByRole('link', { name: `Gated ${mark}` }).click()
  await deleteSchedule(page)
})

test('an .ics file is imported, and its days are kept', async ({ page }) => {
  await signIn(page)
  await createCalendar(page, `Imported ${mark}`, '2030-12-25', 'Christmas Day')
  await page.getByRole('button', { name: 'Import .ics' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('File').setInputFiles({ name: 'x.ics', mimeType: 'text/calendar', buffer: Buffer.from('no calendar') })
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(dialog.getByLabel('File')).toHaveAccessibleDescription(/\w+/)
  await dialog.getByLabel('File').setInputFiles({ name: 'holidays.ics', mimeType: 'text/calendar', buffer: Buffer.from(ics) })
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByLabel('Holiday', { exact: true })).toHaveCount(3)
  await expect(page.getByLabel('Holiday', { exact: true }).first()).toHaveValue('May Day')
  expect(await accessibilityFaults(page)).toEqual([])

  await page.getByRole('button', { name: 'Remove May Day' }).first().click()
  await page.getByRole('button', { name: 'Save calendar' }).click()
  await expect(page.getByRole('row').filter({ hasText: `Imported ${mark}` })).toContainText('2')
  await deleteCalendar(page, `Imported ${mark}`)
})

test('settings name the least interval and the time zone data; only an owner changes them', async ({ page }) => {
  await signIn(page)
  await page.goto('/settings')
  await expect(page.getByRole('definition').filter({ hasText: /^20\d\d[a-z]/ })).toBeVisible()
  const field = page.getByLabel(/Least time between two runs/)
  await field.fill('86401')
  await page.getByRole('button', { name: 'Save settings' }).click()
  await expect(field).toHaveAccessibleDescription(/86400/)
  await field.fill('')
  await page.getByRole('button', { name: 'Save settings' }).click()
  await expect(page.getByText('Settings saved.')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()

  await signIn(page, 'editor')
  await page.goto('/settings')
  await expect(page.getByText('Time zone data (IANA)')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save settings' })).toHaveCount(0)
})
