import type { ScheduleEntry } from '@/api/types'
import { toInstant, toLocal } from '@/shared/local-time'
import { toWhole } from '@/shared/numbers'

export type EntryKind = 'cron' | 'rrule' | 'every' | 'at' | 'businessDay'

/** One way to say when, as the controls of a form hold it: all kinds at once, of which one is chosen. */
export interface EntryDraft {
  key: number
  kind: EntryKind
  cron: string
  rrule: string
  start: string
  every: string
  /** Seconds. */
  unit: number
  anchor: string
  at: string
  businessDay: string
  time: string
}

export const entryKinds: { value: EntryKind; text: string }[] = [
  { value: 'cron', text: 'By a cron expression' },
  { value: 'businessDay', text: 'On a business day of the month' },
  { value: 'every', text: 'At a fixed interval' },
  { value: 'at', text: 'Once' },
  { value: 'rrule', text: 'By a calendar rule (RRULE)' },
]

export const units = [
  { seconds: 1, text: 'seconds' },
  { seconds: 60, text: 'minutes' },
  { seconds: 3600, text: 'hours' },
  { seconds: 86_400, text: 'days' },
]

/** The last, the first, and the days beside them first; a calendar month has at most 23. */
export const businessDays = [-1, 1, ...range(2, 23), ...range(2, 23).map((day) => -day)]

let lastKey = 0

/** `today` is a local date such as `2026-11-23`. */
export function newEntry(kind: EntryKind, today: string): EntryDraft {
  return {
    key: ++lastKey,
    kind,
    cron: '0 8 * * MON-FRI',
    rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO',
    start: `${today}T08:00`,
    every: '90',
    unit: 60,
    anchor: '',
    at: '',
    businessDay: '-1',
    time: '08:00',
  }
}

export function entryDraftOf(entry: ScheduleEntry, zone: string, today: string): EntryDraft {
  const draft = newEntry(kindOf(entry), today)
  const seconds = entry.everySeconds ?? 0
  const unit = [...units].reverse().find((candidate) => seconds > 0 && seconds % candidate.seconds === 0)?.seconds ?? 1
  if (draft.kind === 'cron') return { ...draft, cron: entry.cron ?? '' }
  if (draft.kind === 'rrule') return { ...draft, rrule: entry.rrule ?? '', start: entry.start ?? '' }
  if (draft.kind === 'every') return { ...draft, every: String(seconds / unit), unit, anchor: entry.anchor ? toLocal(entry.anchor, zone) : '' }
  if (draft.kind === 'at') return { ...draft, at: entry.at ?? '' }
  return { ...draft, businessDay: String(entry.businessDay), time: entry.time ?? '' }
}

export function entryRequest(draft: EntryDraft, zone: string): Record<string, unknown> {
  if (draft.kind === 'cron') return { cron: draft.cron.trim() }
  if (draft.kind === 'rrule') return { rrule: draft.rrule.trim(), start: draft.start }
  if (draft.kind === 'at') return { at: draft.at }
  if (draft.kind === 'businessDay') return { businessDay: Number(draft.businessDay), time: draft.time }
  const count = toWhole(draft.every)
  // An interval left empty is refused at its field, like any other that is not positive.
  return { everySeconds: typeof count === 'string' ? count : (count ?? 0) * draft.unit, anchor: toInstant(draft.anchor, zone) }
}

export function kindOf(entry: ScheduleEntry): EntryKind {
  if (entry.cron) return 'cron'
  if (entry.rrule) return 'rrule'
  if (entry.everySeconds) return 'every'
  return entry.at ? 'at' : 'businessDay'
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
