import { describe, expect, it } from 'vitest'
import type { NextFire, ScheduleEntry, ScheduleTiming } from '@/api/types'
import { businessDayText, describeEntry, intervalText } from './entry-text'
import { commonShift, explainFire, localFireText, zoneDataText } from './fire-text'
import { minutesText, scheduleNotes } from './rules-text'

describe('describeEntry', () => {
  it.each<[ScheduleEntry, string]>([
    [{ cron: '0 8 * * MON-FRI' }, 'At 08:00, Monday through Friday'],
    [{ cron: '0 0 12 L * ?' }, 'At 12:00, on the last day of the month'],
    [{ rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO', start: '2026-01-05T07:00:00' }, 'Every 2 weeks by a rule, from 5 Jan 2026, 07:00'],
    [{ everySeconds: 5400 }, 'Every 90 minutes'],
    [{ at: '2026-12-24T07:00:00' }, 'Once, on 24 Dec 2026, 07:00'],
    [{ businessDay: -1, time: '07:00' }, 'On the last business day of the month at 07:00'],
  ])('%j is %s', (entry, words) => expect(describeEntry(entry, 'en-GB').words).toBe(words))

  it('gives the expression behind the words', () => {
    expect(describeEntry({ cron: '@daily' })).toEqual({ words: 'Every day at 00:00', code: '@daily' })
    expect(describeEntry({ everySeconds: 60 }).code).toBeNull()
  })
})

it.each([
  [1, 'first business day'],
  [-2, 'second last business day'],
  [11, '11th business day'],
  [22, '22nd business day'],
])('businessDayText: %i is the %s', (day, text) => expect(businessDayText(day)).toBe(text))

it.each([
  [1, 'second'],
  [90, '90 seconds'],
  [3600, 'hour'],
  [172_800, '2 days'],
])('intervalText: %i is every %s', (seconds, text) => expect(intervalText(seconds)).toBe(text))

it.each([
  [45, '45 minutes'],
  [60, '1 hour'],
  [2880, '2 days'],
])('minutesText: %i is %s', (minutes, text) => expect(minutesText(minutes)).toBe(text))

describe('fires', () => {
  const jitter = { kind: 'jitter', detail: 'It starts 12 seconds later: the place.' } as const
  const fire = (parts: Partial<NextFire>): NextFire => ({
    at: '2027-03-28T01:00:00Z', local: '2027-03-28T03:00:00+02:00', dueAt: '2027-03-28T01:00:00Z', skipped: null, moved: [], ...parts,
  })

  it('shows the clock that the server has computed', () => {
    expect(localFireText(fire({ local: '2027-03-28T03:00:00+05:45' }), 'en-GB')).toBe('Sun 28 Mar 2027, 03:00')
  })

  it('tells why one moved', () => {
    const moved = [{ kind: 'gap', detail: '02:30 does not exist on 2027-03-28 in Europe/Berlin; fires at 03:00' }] as const
    expect(explainFire(fire({ moved: [...moved] }))).toEqual(['Clocks go forward: 02:30 does not exist on 2027-03-28 in Europe/Berlin; fires at 03:00.'])
  })

  it.each([
    [{ reason: 'holiday', detail: 'Christmas Day' }, 'Does not run: Christmas Day.'],
    [{ reason: 'weekend', detail: 'Saturday' }, 'Does not run: Saturday is no business day.'],
    [{ reason: 'blackout', detail: 'Year end' }, 'Does not run: the calendar closes this time (Year end).'],
    [{ reason: 'eclipse', detail: null }, 'Does not run: eclipse.'],
  ])('tells why one is skipped: %j', (skipped, text) => expect(explainFire(fire({ skipped }))).toEqual([text]))

  it('says once what moves all alike', () => {
    const fires = [fire({ moved: [jitter] }), fire({ moved: [{ kind: 'closedDay', detail: 'x' }, jitter] })]
    expect(commonShift(fires)).toEqual(jitter)
    expect(explainFire(fires[1] as NextFire, jitter)).toEqual(['Moved: x.'])
    expect(commonShift([...fires, fire({})])).toBeNull()
  })
})

it('zoneDataText names the release', () => {
  expect(zoneDataText('TZDB: 2026f (mapping: 49)')).toBe('2026f')
  expect(zoneDataText('home-made')).toBe('home-made')
})

describe('scheduleNotes', () => {
  const timing: ScheduleTiming = { entries: [], timeZone: 'UTC' }

  it('says nothing of what is usual', () => {
    expect(scheduleNotes(timing, { catchUp: { policy: 'fireOnce', windowMinutes: 1440 }, overlap: { policy: 'allow' } }, [])).toEqual([])
  })

  it('names what is not', () => {
    const notes = scheduleNotes(
      { ...timing, onClosedDay: 'nextBusinessDay', jitterSeconds: 60, gap: 'skip', fold: 'second' },
      { overlap: { policy: 'queueAll', max: 3 }, gate: { event: 'loaded', timeoutMinutes: 60 }, pauseAfterFailures: 1, deadlineMinutes: 90 },
      ['Germany', 'Works'],
    )
    expect(notes).toEqual([
      'On days that “Germany” or “Works” closes: on the next business day.',
      'Spread over 60 seconds after the full time.',
      'Not on days on which clocks going forward skip the time.',
      'When clocks going back repeat the time: the second time only.',
      'Waits for the event “loaded”, 1 hour at most.',
      'Waits while an earlier run goes on; 3 at most.',
      'Paused after a run that fails.',
      'Delivered within 90 minutes, or an alert is raised.',
    ])
  })
})
