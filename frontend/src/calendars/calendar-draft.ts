import type { BusinessCalendar, Weekday } from '@/api/types'

export interface HolidayRow {
  key: number
  date: string
  name: string
}

export interface BlackoutRow {
  key: number
  from: string
  to: string
  name: string
}

export interface CalendarDraft {
  name: string
  weekend: Weekday[]
  holidays: HolidayRow[]
  blackouts: BlackoutRow[]
}

export const weekdays: { value: Weekday; text: string }[] = [
  { value: 'monday', text: 'Monday' },
  { value: 'tuesday', text: 'Tuesday' },
  { value: 'wednesday', text: 'Wednesday' },
  { value: 'thursday', text: 'Thursday' },
  { value: 'friday', text: 'Friday' },
  { value: 'saturday', text: 'Saturday' },
  { value: 'sunday', text: 'Sunday' },
]

let lastKey = 0

export function emptyCalendar(): CalendarDraft {
  return { name: '', weekend: ['saturday', 'sunday'], holidays: [], blackouts: [] }
}

export function emptyHoliday(): HolidayRow {
  return { key: ++lastKey, date: '', name: '' }
}

export function emptyBlackout(): BlackoutRow {
  return { key: ++lastKey, from: '', to: '', name: '' }
}

export function draftOf(calendar: BusinessCalendar): CalendarDraft {
  return {
    name: calendar.name,
    weekend: [...calendar.weekend],
    holidays: calendar.holidays.map(({ date, name }) => ({ key: ++lastKey, date, name })),
    blackouts: calendar.blackouts.map(({ from, to, name }) => ({ key: ++lastKey, from, to, name })),
  }
}

export function requestOf(draft: CalendarDraft) {
  return {
    name: draft.name.trim(),
    weekend: draft.weekend,
    holidays: draft.holidays.map(({ date, name }) => ({ date: date || null, name: name.trim() })),
    blackouts: draft.blackouts.map(({ from, to, name }) => ({ from: withSeconds(from), to: withSeconds(to), name: name.trim() })),
  }
}

/** `Saturday, Sunday`, Monday first. */
export function weekendText(weekend: readonly Weekday[]): string {
  return weekdays.filter(({ value }) => weekend.includes(value)).map(({ text }) => text).join(', ') || 'None'
}

/** A control leaves out seconds that are zero. */
function withSeconds(local: string): string | null {
  return local === '' ? null : local.length === 16 ? `${local}:00` : local
}
