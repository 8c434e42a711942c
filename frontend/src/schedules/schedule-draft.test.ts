import { describe, expect, it } from 'vitest'
import type { Schedule, ScheduleRules, ScheduleTiming } from '@/api/types'
import { draftOf, emptySchedule, requestOf } from './schedule-draft'

const rules: ScheduleRules = {
  catchUp: { policy: 'fireAll', windowMinutes: 60, max: 5 },
  overlap: { policy: 'queueAll', max: 3 },
  pauseAfterFailures: 4,
  maxFires: 12,
  deadlineMinutes: 30,
  alertDestinationIds: ['d1'],
  gate: { sql: 'select true', timeoutMinutes: 90, pollSeconds: 30 },
}

const timing: ScheduleTiming = {
  entries: [
    { cron: '0 8 * * *' },
    { rrule: 'FREQ=MONTHLY;BYDAY=-1FR', start: '2026-01-30T07:00:00' },
    { everySeconds: 5400, anchor: '2026-01-01T05:30:00.000Z' },
    { at: '2026-12-24T07:00:00' },
    { businessDay: -1, time: '07:00' },
  ],
  timeZone: 'Asia/Kolkata',
  startAt: '2026-11-30T18:30:00.000Z',
  endAt: '2027-01-31T18:30:00.000Z',
  gap: 'skip',
  fold: 'both',
  calendars: [{ id: 'c1' }],
  onClosedDay: 'nextBusinessDay',
  jitterSeconds: 60,
}

function schedule(parts: Partial<Schedule>): Schedule {
  return { name: 'Daily', reportId: 'r1', timing, rules, destinationIds: ['d2'], parameters: {}, ...parts } as Schedule
}

describe('a schedule that is edited and not changed', () => {
  it('is sent as it was', () => {
    const request = requestOf(draftOf(schedule({})), [])
    expect(request).toEqual({ name: 'Daily', reportId: 'r1', timing, rules, destinationIds: ['d2'], parameters: {} })
  })

  it('keeps to the one that it follows, without times of its own', () => {
    const chained = schedule({ timing: { entries: [], timeZone: 'UTC' }, rules: { afterScheduleId: 's1' } })
    const request = requestOf(draftOf(chained), [])
    expect(request.timing).toEqual({ entries: [], timeZone: 'UTC' })
    expect(request.rules).toMatchObject({ afterScheduleId: 's1' })
    expect(request.rules).not.toHaveProperty('catchUp')
    expect(request.rules).not.toHaveProperty('maxFires')
  })
})

describe('a new schedule', () => {
  it('has one cron entry and leaves the rest to the defaults', () => {
    const request = requestOf(emptySchedule('r1', 'Europe/Berlin'), [])
    expect(request.timing).toMatchObject({ entries: [{ cron: '0 8 * * MON-FRI' }], timeZone: 'Europe/Berlin', startAt: null, jitterSeconds: 0 })
    expect(request.rules).toMatchObject({ gate: null, overlap: { policy: 'allow', max: null }, pauseAfterFailures: null })
  })

  it('sends a number that is none as it is, for the API to refuse', () => {
    const draft = emptySchedule('r1', 'UTC')
    draft.timing.jitterSeconds = 'a lot'
    draft.rules.maxFires = '10'
    expect(requestOf(draft, [])).toMatchObject({ timing: { jitterSeconds: 'a lot' }, rules: { maxFires: 10 } })
  })

  it('leaves out what belongs to a choice that was taken back', () => {
    const draft = emptySchedule('r1', 'UTC')
    Object.assign(draft.rules, { overlapMax: '3', catchUpMax: '3', gate: 'event', gateEvent: ' loaded ', gateSql: 'select true', gatePoll: '30' })
    const request = requestOf(draft, [])
    expect(request.rules).toMatchObject({ overlap: { max: null }, catchUp: { max: null }, gate: { event: 'loaded', timeoutMinutes: null } })
    expect(request.rules.gate).not.toHaveProperty('sql')
    expect(request.rules.gate).not.toHaveProperty('pollSeconds')
  })

  it('names no schedule where one was to be chosen, so that the field is marked', () => {
    const request = requestOf({ ...emptySchedule('r1', 'UTC'), starts: 'after' }, [])
    expect(request.rules).toMatchObject({ afterScheduleId: '00000000-0000-0000-0000-000000000000' })
  })
})

it('reads an interval in its largest unit and counts from the clock of the zone', () => {
  const [entry] = draftOf(schedule({ timing: { ...timing, entries: [{ everySeconds: 7200, anchor: '2026-01-01T00:00:00Z' }] } })).timing.entries
  expect(entry).toMatchObject({ kind: 'every', every: '2', unit: 3600, anchor: '2026-01-01T05:30:00' })
})
