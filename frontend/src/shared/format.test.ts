import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatElsewhere,
  formatInstant,
  formatRelative,
  formatTime,
  formatWeekday,
  sameClock,
  zoneOffset,
} from './format'

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [-5, '0 ms'],
    [999, '999 ms'],
    [1_000, '1 s'],
    [12_340, '12.3 s'],
    [59_949, '59.9 s'],
    [59_960, '1 min 0 s'],
    [192_000, '3 min 12 s'],
    [3_840_000, '1 h 4 min'],
    [90_000_000, '1 d 1 h'],
  ])('%i ms is %s', (ms, text) => expect(formatDuration(ms, 'en')).toBe(text))
})

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1 kB'],
    [1_549, '1.5 kB'],
    [999_600, '1 MB'],
    [123_456_789, '123 MB'],
    [2_500_000_000, '2.5 GB'],
  ])('%i is %s', (bytes, text) => expect(formatBytes(bytes, 'en')).toBe(text))
})

it('formatCount groups thousands', () => expect(formatCount(1234567, 'en')).toBe('1,234,567'))

describe('instants', () => {
  const summer = '2026-07-01T22:30:00Z'

  it('are shown in the zone asked for', () => {
    expect(formatInstant(summer, 'Europe/Berlin', 'en-GB')).toBe('2 Jul 2026, 00:30')
    expect(formatInstant(summer, 'America/New_York', 'en-GB')).toBe('1 Jul 2026, 18:30')
    expect(formatWeekday(summer, 'Europe/Berlin', 'en-GB')).toBe('Thu')
    expect(formatTime(summer, 'Asia/Kolkata', 'en-GB')).toBe('04:00:00')
  })

  it('show seconds only where there are any', () => {
    expect(formatInstant('2026-07-01T22:30:05Z', 'UTC', 'en-GB')).toBe('1 Jul 2026, 22:30:05')
  })

  it('leave the seconds out on request', () => {
    expect(formatInstant('2026-07-01T22:30:05Z', 'UTC', 'en-GB', false)).toBe('1 Jul 2026, 22:30')
  })

  it.each([
    ['2026-07-01T12:00:00Z', '08:00'],
    ['2026-07-01T22:30:00Z', '1 Jul, 18:30'],
    ['2026-12-31T23:30:00Z', '31 Dec 2026, 18:30'],
  ])('in a second zone repeat only what differs: %s', (at, text) => {
    expect(formatElsewhere(at, 'America/New_York', 'Europe/Berlin', 'en-GB')).toBe(text)
  })

  it('fall back to UTC, and say so, for a zone the browser does not know', () => {
    expect(formatInstant(summer, 'Mars/Olympus', 'en-GB')).toBe('1 Jul 2026, 22:30 UTC')
  })

  it('name the offset of that day', () => {
    expect(zoneOffset(summer, 'Europe/Berlin')).toBe('GMT+2')
    expect(zoneOffset('2026-12-01T00:00:00Z', 'Europe/Berlin')).toBe('GMT+1')
    expect(zoneOffset(summer, 'UTC')).toBe('UTC')
  })

  it('know zones with the same clock', () => {
    expect(sameClock(summer, 'Europe/Berlin', 'Europe/Paris')).toBe(true)
    expect(sameClock(summer, 'Europe/Berlin', 'Europe/London')).toBe(false)
  })
})

describe('formatRelative', () => {
  const now = Date.parse('2026-11-23T12:00:00Z')
  it.each([
    ['2026-11-23T12:00:32Z', 'in 32 sec.'],
    ['2026-11-23T11:57:00Z', '3 min. ago'],
    ['2026-11-23T14:10:00Z', 'in 2 hr.'],
    ['2026-11-25T14:10:00Z', 'in 2 days'],
  ])('%s is %s', (at, text) => expect(formatRelative(at, now, 'en')).toBe(text))
})
