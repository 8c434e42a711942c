import type { ClosedDayPolicy, FoldPolicy, GapPolicy, ScheduleTiming } from '@/api/types'
import { toInstant, toLocal } from '@/shared/local-time'
import { toWhole, wholeText } from '@/shared/numbers'
import { entryDraftOf, entryRequest, newEntry, type EntryDraft } from './entry-draft'

/** When a schedule fires, as the controls of a form hold it. Start and end are clock times of the zone. */
export interface TimingDraft {
  entries: EntryDraft[]
  timeZone: string
  startAt: string
  endAt: string
  gap: GapPolicy
  fold: FoldPolicy
  calendarIds: string[]
  onClosedDay: ClosedDayPolicy
  jitterSeconds: string
}

export const gapPolicies: { value: GapPolicy; text: string }[] = [
  { value: 'shiftForward', text: 'Run as soon as the gap is over (usual)' },
  { value: 'skip', text: 'Do not run that day' },
]

export const foldPolicies: { value: FoldPolicy; text: string }[] = [
  { value: 'auto', text: 'Keep the rhythm (usual)' },
  { value: 'first', text: 'Run the first time' },
  { value: 'second', text: 'Run the second time' },
  { value: 'both', text: 'Run both times' },
]

export const closedDayPolicies: { value: ClosedDayPolicy; text: string }[] = [
  { value: 'skip', text: 'Do not run' },
  { value: 'previousBusinessDay', text: 'Run on the business day before' },
  { value: 'nextBusinessDay', text: 'Run on the next business day' },
]

export function emptyTiming(timeZone: string): TimingDraft {
  return {
    entries: [newEntry('cron', todayIn(timeZone))],
    timeZone,
    startAt: '',
    endAt: '',
    gap: 'shiftForward',
    fold: 'auto',
    calendarIds: [],
    onClosedDay: 'skip',
    jitterSeconds: '',
  }
}

export function timingDraftOf(timing: ScheduleTiming): TimingDraft {
  const { timeZone } = timing
  const empty = emptyTiming(timeZone)
  const entries = timing.entries.map((entry) => entryDraftOf(entry, timeZone, todayIn(timeZone)))
  return {
    entries: entries.length > 0 ? entries : empty.entries,
    timeZone,
    startAt: timing.startAt ? toLocal(timing.startAt, timeZone) : '',
    endAt: timing.endAt ? toLocal(timing.endAt, timeZone) : '',
    gap: timing.gap ?? empty.gap,
    fold: timing.fold ?? empty.fold,
    calendarIds: timing.calendars?.map(({ id }) => id) ?? [],
    onClosedDay: timing.onClosedDay ?? empty.onClosedDay,
    jitterSeconds: timing.jitterSeconds ? wholeText(timing.jitterSeconds) : '',
  }
}

/** A schedule that follows another has a zone and nothing else. */
export function timingRequest(draft: TimingDraft, isChained: boolean) {
  const { timeZone } = draft
  if (isChained) return { entries: [], timeZone }
  return {
    entries: draft.entries.map((entry) => entryRequest(entry, timeZone)),
    timeZone,
    startAt: toInstant(draft.startAt, timeZone),
    endAt: toInstant(draft.endAt, timeZone),
    gap: draft.gap,
    fold: draft.fold,
    calendars: draft.calendarIds.map((id) => ({ id })),
    onClosedDay: draft.onClosedDay,
    jitterSeconds: toWhole(draft.jitterSeconds) ?? 0,
  }
}

export function todayIn(zone: string): string {
  return toLocal(Date.now(), zone).slice(0, 10)
}
