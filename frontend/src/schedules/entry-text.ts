import type { ScheduleEntry } from '@/api/types'
import { formatInstant } from '@/shared/format'
import { describeCron } from './cron'
import { kindOf, units } from './entry-draft'

export interface EntryText {
  words: string
  /** The expression behind the words, where there is one. */
  code: string | null
}

/** An entry in words. */
export function describeEntry(entry: ScheduleEntry, locale?: string): EntryText {
  const kind = kindOf(entry)
  if (kind === 'cron') return { words: describeCron(entry.cron ?? '') ?? entry.cron ?? '', code: entry.cron ?? null }
  if (kind === 'rrule') return { words: `${describeRule(entry.rrule ?? '')}, from ${localText(entry.start ?? '', locale)}`, code: entry.rrule ?? null }
  if (kind === 'every') return { words: `Every ${intervalText(entry.everySeconds ?? 0)}`, code: null }
  if (kind === 'at') return { words: `Once, on ${localText(entry.at ?? '', locale)}`, code: null }
  return { words: `On the ${businessDayText(entry.businessDay ?? 1)} of the month at ${(entry.time ?? '').slice(0, 5)}`, code: null }
}

/** `last business day`, `second business day`, `third last business day`, `11th business day`. */
export function businessDayText(day: number): string {
  const place = ordinal(Math.abs(day))
  if (day > 0) return `${place} business day`
  return day === -1 ? 'last business day' : `${place} last business day`
}

export function intervalText(seconds: number): string {
  const unit = [...units].reverse().find((candidate) => seconds % candidate.seconds === 0) ?? { seconds: 1, text: 'seconds' }
  const count = seconds / unit.seconds
  return count === 1 ? unit.text.slice(0, -1) : `${count} ${unit.text}`
}

/** How often a rule repeats; its other parts are shown as they are written. */
function describeRule(rule: string): string {
  const parts = new Map(rule.split(';').map((part) => part.split('=', 2) as [string, string | undefined]))
  const unit = { YEARLY: 'year', MONTHLY: 'month', WEEKLY: 'week', DAILY: 'day', HOURLY: 'hour', MINUTELY: 'minute' }[parts.get('FREQ') ?? '']
  if (!unit) return 'By a calendar rule'
  const interval = Number(parts.get('INTERVAL') ?? 1)
  return interval > 1 ? `Every ${interval} ${unit}s by a rule` : `Every ${unit} by a rule`
}

/** A local time without zone, as it stands. */
function localText(local: string, locale?: string): string {
  return Number.isNaN(Date.parse(`${local}Z`)) ? local : formatInstant(`${local}Z`, 'UTC', locale)
}

function ordinal(value: number): string {
  const words = ['', 'first', 'second', 'third', 'fourth', 'fifth']
  const ending = { one: 'st', two: 'nd', few: 'rd' }[new Intl.PluralRules('en', { type: 'ordinal' }).select(value) as 'one' | 'two' | 'few'] ?? 'th'
  return words[value] ?? `${value}${ending}`
}
