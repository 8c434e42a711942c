import type { FireShift, NextFire } from '@/api/types'
import { formatInstant, formatWeekday } from '@/shared/format'

/** What a fire shows in the schedule's zone, by the time zone data of the server: a browser's may be older. */
export function localFireText(fire: NextFire, locale?: string): string {
  const wall = `${fire.local.slice(0, 19)}Z`
  return `${formatWeekday(wall, 'UTC', locale)} ${formatInstant(wall, 'UTC', locale)}`
}

const skipTexts: Record<string, (detail: string) => string> = {
  holiday: (detail) => `Does not run: ${detail || 'the calendar has a holiday'}.`,
  weekend: (detail) => `Does not run: ${detail || 'the day'} is no business day.`,
  blackout: (detail) => `Does not run: the calendar closes this time${detail ? ` (${detail})` : ''}.`,
}

/** Why a fire is skipped or was moved, a sentence each. */
export function explainFire(fire: NextFire, leftOut: FireShift | null = null): string[] {
  const skipped = fire.skipped
  const moved = fire.moved.filter((shift) => shift.detail !== leftOut?.detail).map(explainShift)
  if (!skipped) return moved
  const text = skipTexts[skipped.reason]?.(skipped.detail ?? '') ?? `Does not run: ${skipped.detail ?? skipped.reason}.`
  return [text, ...moved]
}

const shiftTitles: Record<FireShift['kind'], string> = {
  gap: 'Clocks go forward',
  fold: 'Clocks go back',
  closedDay: 'Moved',
  jitter: 'Spread',
}

export function explainShift(shift: FireShift): string {
  const detail = shift.detail.endsWith('.') ? shift.detail : `${shift.detail}.`
  return shift.kind === 'jitter' ? detail : `${shiftTitles[shift.kind] ?? shift.kind}: ${detail}`
}

/** What moves all fires alike is said once: the schedule's own jitter. */
export function commonShift(fires: readonly NextFire[]): FireShift | null {
  const first = fires[0]?.moved.find((shift) => shift.kind === 'jitter')
  if (!first) return null
  return fires.every((fire) => fire.moved.some((shift) => shift.detail === first.detail)) ? first : null
}

/** `2026b` of `TZDB: 2026b (mapping: 49)`. */
export function zoneDataText(version: string): string {
  return /\b\d{4}[a-z]+\b/.exec(version)?.[0] ?? version
}
