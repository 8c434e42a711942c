import { expect, it } from 'vitest'
import type { BusinessCalendar } from '@/api/types'
import { draftOf, emptyCalendar, emptyHoliday, requestOf, weekendText } from './calendar-draft'

it('a calendar that is not changed is sent as it was', () => {
  const calendar = {
    name: 'Germany',
    weekend: ['sunday'],
    holidays: [{ date: '2026-12-25', name: 'Christmas Day' }],
    blackouts: [{ from: '2026-12-31T18:00:00', to: '2027-01-01T06:00:00', name: 'Year end' }],
  } as BusinessCalendar
  expect(requestOf(draftOf(calendar))).toEqual(calendar)
})

it('seconds that a control leaves out are added, and an empty date is none', () => {
  const draft = { ...emptyCalendar(), holidays: [emptyHoliday()], blackouts: [{ key: 1, from: '2026-12-31T18:00', to: '', name: 'x' }] }
  expect(requestOf(draft)).toMatchObject({ holidays: [{ date: null, name: '' }], blackouts: [{ from: '2026-12-31T18:00:00', to: null }] })
})

it('the weekend is named from Monday on', () => {
  expect(weekendText(['sunday', 'friday'])).toBe('Friday, Sunday')
  expect(weekendText([])).toBe('None')
})
