import type { ScheduleRules, ScheduleTiming } from '@/api/types'
import { formatInstant } from '@/shared/format'
import { catchUpWindowDefault } from './rules-draft'

/** What is unusual about a schedule, a sentence each. */
export function scheduleNotes(timing: ScheduleTiming, rules: ScheduleRules, calendarNames: readonly string[]): string[] {
  return [...closedDayNotes(timing, calendarNames), ...windowNotes(timing), ...clockNotes(timing), ...gateNotes(rules), ...troubleNotes(rules)]
}

export function closedDayNotes(timing: ScheduleTiming, calendarNames: readonly string[]): string[] {
  const calendars = calendarNames.map((name) => `“${name}”`).join(' or ')
  const closed = {
    skip: `Not on days that ${calendars} closes.`,
    previousBusinessDay: `On days that ${calendars} closes: on the business day before.`,
    nextBusinessDay: `On days that ${calendars} closes: on the next business day.`,
  }
  const jitter = timing.jitterSeconds ? `Spread over ${timing.jitterSeconds} seconds after the full time.` : ''
  return [calendars ? closed[timing.onClosedDay ?? 'skip'] : '', jitter].filter(Boolean)
}

export function windowNotes(timing: ScheduleTiming, maxFires: number | null = null, locale?: string): string[] {
  return [
    timing.startAt ? `Not before ${formatInstant(timing.startAt, timing.timeZone, locale)}.` : '',
    timing.endAt ? `Until ${formatInstant(timing.endAt, timing.timeZone, locale)}.` : '',
    maxFires ? `${maxFires} ${maxFires === 1 ? 'run' : 'runs'} at most.` : '',
  ].filter(Boolean)
}

export function clockNotes(timing: ScheduleTiming): string[] {
  const folds = { auto: '', first: 'the first time only', second: 'the second time only', both: 'both times' }
  const fold = folds[timing.fold ?? 'auto']
  return [
    timing.gap === 'skip' ? 'Not on days on which clocks going forward skip the time.' : '',
    fold && `When clocks going back repeat the time: ${fold}.`,
  ].filter(Boolean)
}

export function troubleNotes(rules: ScheduleRules): string[] {
  return [catchUpNote(rules), overlapNote(rules), failureNote(rules), deadlineNote(rules)].filter(Boolean)
}

export function gateNotes({ gate }: ScheduleRules): string[] {
  if (!gate) return []
  const what = gate.event ? `the event “${gate.event}”` : 'its data (a query)'
  return [`Waits for ${what}, ${minutesText(gate.timeoutMinutes ?? 120)} at most.`]
}

function catchUpNote({ catchUp, afterScheduleId }: ScheduleRules): string {
  if (afterScheduleId || !catchUp) return ''
  const window = catchUp.windowMinutes ?? catchUpWindowDefault
  const age = window === catchUpWindowDefault ? '' : ` that are at most ${minutesText(window)} old`
  if (catchUp.policy === 'skip') return 'Missed times are left out.'
  if (catchUp.policy === 'fireAll') return `Up to ${catchUp.max ?? 10} missed times${age} are made up.`
  return age ? `Of missed times${age} the latest is made up.` : ''
}

function overlapNote({ overlap }: ScheduleRules): string {
  const notes = {
    allow: '',
    skip: 'Left out while an earlier run goes on.',
    queueOne: 'Waits while an earlier run goes on; one at most.',
    queueAll: `Waits while an earlier run goes on; ${overlap?.max ?? 10} at most.`,
    cancelRunning: 'Cancels an earlier run that goes on.',
  }
  return notes[overlap?.policy ?? 'allow']
}

function failureNote({ pauseAfterFailures: count }: ScheduleRules): string {
  if (!count) return ''
  return count === 1 ? 'Paused after a run that fails.' : `Paused after ${count} runs in a row that fail.`
}

function deadlineNote({ deadlineMinutes: minutes }: ScheduleRules): string {
  return minutes ? `Delivered within ${minutesText(minutes)}, or an alert is raised.` : ''
}

/** `90 minutes`, `2 hours`, `3 days`. */
export function minutesText(minutes: number): string {
  const [count, unit] = minutes % 1440 === 0 ? [minutes / 1440, 'day'] : minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
