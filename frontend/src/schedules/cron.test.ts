import { describe, expect, it } from 'vitest'
import { cronExamples, describeCron } from './cron'
import { zoneGroups, zoneLabel } from './zones'

describe('describeCron', () => {
  it.each([
    ['0 8 * * MON-FRI', 'At 08:00, Monday through Friday'],
    ['* * * * *', 'Every minute'],
    ['0 7 1 * *', 'At 07:00, on day 1 of the month'],
    ['@daily', 'Every day at 00:00'],
  ])('%s is %s', (cron, words) => expect(describeCron(cron)).toBe(words))

  it.each(['', '   ', 'tomorrow', '99 * * * *', '* * *'])('says nothing of %j', (cron) => expect(describeCron(cron)).toBeNull())

  it('can read every example', () => {
    for (const { cron } of cronExamples) expect(describeCron(cron)).not.toBeNull()
  })
})

describe('zoneGroups', () => {
  it('offers the zone in use and UTC first, and no zone twice', () => {
    const groups = zoneGroups('Asia/Kolkata', ['Europe/Berlin', 'Europe/Paris', 'Asia/Calcutta'])
    expect(groups[0]?.zones).toContain('Asia/Kolkata')
    expect(groups[0]?.zones).toContain('UTC')
    const all = groups.flatMap((group) => group.zones)
    expect(new Set(all).size).toBe(all.length)
  })

  it('groups the others by region', () => {
    const groups = zoneGroups('UTC', ['Europe/Berlin', 'Europe/Paris', 'Asia/Calcutta'])
    expect(groups.slice(1).map((group) => group.label)).toEqual(['Europe', 'Asia'])
  })
})

it('zoneLabel names the offset once', () => {
  expect(zoneLabel('America/New_York', '2026-07-01T00:00:00Z')).toBe('America/New_York (GMT-4)')
  expect(zoneLabel('UTC', '2026-07-01T00:00:00Z')).toBe('UTC')
})
