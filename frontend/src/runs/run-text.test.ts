import { describe, expect, it } from 'vitest'
import type { Run } from '@/api/types'
import { runIdOf } from './run-id'
import { originOf, resultText, sentenceCase, skipText, waitText } from './run-text'
import { countStates, stripBars } from './strip'

const run = (id: string, state: Run['state'], milliseconds: number) =>
  ({ id, state, startedAt: new Date(0).toISOString(), finishedAt: new Date(milliseconds).toISOString() }) as Run

describe('resultText', () => {
  it('tells rows, size, and the number of files if there are several', () => {
    expect(resultText({ files: 2, rowCount: 1200, sizeBytes: 3000, formats: ['csv', 'pdf'] }, 'en')).toBe('1,200 rows, 2 files, 3 kB')
    expect(resultText({ files: 1, rowCount: 1, sizeBytes: 20, formats: ['csv'] }, 'en')).toBe('1 row, 20 B')
    expect(resultText(null)).toBe('')
  })
})

describe('originOf', () => {
  it('names the schedule, or who started it', () => {
    expect(originOf({ trigger: 'schedule', scheduleName: 'Daily' } as Run)).toBe('Daily')
    expect(originOf({ trigger: 'retry', scheduleName: 'Daily' } as Run)).toBe('Retry · Daily')
    expect(originOf({ trigger: 'manual', scheduleName: null } as Run)).toBe('Started by hand')
  })
})

it.each([
  ['overlap', 'Overlap'],
  ['previousRunActive', 'Previous run active'],
  ['missed_fire', 'Missed fire'],
])('sentenceCase: %s is %s', (code, text) => expect(sentenceCase(code)).toBe(text))

it('skipText explains what it knows and names the rest', () => {
  expect(skipText('missed')).toMatch(/^It came due while/)
  expect(skipText('holiday', 'Christmas Day')).toBe('Its calendar closes that day: Christmas Day.')
  expect(skipText('weekend', 'Saturday')).toBe('Saturday is no business day in its calendar.')
  expect(skipText('over_quota')).toBe('Over quota.')
})

it('waitText names what holds a run back', () => {
  expect(waitText('data')).toBe('for its data')
  expect(waitText('bestMoment')).toBe('for best moment')
})

describe('stripBars', () => {
  it('goes from oldest to newest, the longest run highest', () => {
    const bars = stripBars([run('c', 'succeeded', 100), run('b', 'failed', 90_000), run('a', 'succeeded', 5_000), run('old', 'succeeded', 1)], 3)
    expect(bars.map((bar) => bar.id)).toEqual(['a', 'b', 'c'])
    expect(bars.map((bar) => bar.height)).toEqual([expect.closeTo(0.57, 2), 1, 0])
  })

  it('gives equal runs equal, visible bars', () => {
    expect(stripBars([run('a', 'succeeded', 5), run('b', 'succeeded', 5)], 10).map((bar) => bar.height)).toEqual([0.5, 0.5])
  })

  it('counts the states, most frequent first', () => {
    expect(countStates([run('a', 'failed', 1), run('b', 'succeeded', 1), run('c', 'succeeded', 1)])).toBe('2 succeeded, 1 failed')
  })
})

describe('runIdOf', () => {
  it('reads the body, else the Location', () => {
    expect(runIdOf({ data: { id: '1' }, etag: null, location: '/v1/runs/2' })).toBe('1')
    expect(runIdOf({ data: undefined, etag: null, location: 'https://example.org/v1/runs/2?x=1' })).toBe('2')
    expect(runIdOf({ data: undefined, etag: null, location: null })).toBeNull()
  })
})
