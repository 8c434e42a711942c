import { describe, expect, it } from 'vitest'
import { toInstant, toLocal } from './local-time'

describe('toInstant', () => {
  it.each([
    ['2026-07-01T07:00', 'Europe/Berlin', '2026-07-01T05:00:00.000Z'],
    ['2026-12-24T07:00', 'Europe/Berlin', '2026-12-24T06:00:00.000Z'],
    ['2026-12-24T07:00', 'Asia/Kolkata', '2026-12-24T01:30:00.000Z'],
    ['2026-12-24T07:00:05', 'UTC', '2026-12-24T07:00:05.000Z'],
  ])('%s in %s is %s', (local, zone, instant) => expect(toInstant(local, zone)).toBe(instant))

  it('takes the first of two', () => expect(toInstant('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z'))
  it('moves a skipped time behind the gap', () => expect(toInstant('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z'))
  it('knows a day that a zone skipped', () => expect(toInstant('2011-12-31T08:00', 'Pacific/Apia')).toBe('2011-12-30T18:00:00.000Z'))
  it('gives nothing for nothing, and what it cannot read as it is', () => {
    expect(toInstant('', 'UTC')).toBeNull()
    expect(toInstant('soon', 'UTC')).toBe('soon')
  })
})

describe('toLocal', () => {
  it.each([
    ['2026-07-01T05:00:00Z', 'Europe/Berlin', '2026-07-01T07:00:00'],
    ['2026-10-25T01:30:00Z', 'Europe/Berlin', '2026-10-25T02:30:00'],
    ['2026-01-01T00:00:00Z', 'Mars/Base', '2026-01-01T00:00:00'],
  ])('%s in %s is %s', (instant, zone, local) => expect(toLocal(instant, zone)).toBe(local))

  it('is undone by toInstant', () => expect(toInstant(toLocal('2026-05-05T05:05:05Z', 'America/St_Johns'), 'America/St_Johns')).toBe('2026-05-05T05:05:05.000Z'))
})
