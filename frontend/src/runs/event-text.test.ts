import { describe, expect, it } from 'vitest'
import type { RunEvent } from '@/api/types'
import { arrangeEvents, describeEvent } from './event-text'

function event(sequence: number, kind: RunEvent['kind'], data: RunEvent['data'] = {}): RunEvent {
  return { sequence, at: '2026-11-23T12:00:00Z', kind, data }
}

describe('arrangeEvents', () => {
  it('orders by sequence and shows an event received twice once', () => {
    const events = [event(3, 'rendered'), event(1, 'requested'), event(3, 'rendered'), event(2, 'admitted')]
    expect(arrangeEvents(events).map((e) => e.sequence)).toEqual([1, 2, 3])
  })

  it('keeps the newest of a row of progress reports', () => {
    const events = [event(1, 'rendering'), event(2, 'progress'), event(3, 'progress'), event(4, 'retrying'), event(5, 'progress')]
    expect(arrangeEvents(events).map((e) => e.sequence)).toEqual([1, 3, 4, 5])
  })
})

describe('describeEvent', () => {
  it('says how much was written', () => {
    expect(describeEvent(event(1, 'rendered', { rowCount: 1200, sizeBytes: 45_600, fileName: 'a.csv' })).details).toBe(
      '1,200 rows · 45.6 kB · a.csv',
    )
  })

  it('shows the message of an error and nothing else of it', () => {
    const text = describeEvent(event(1, 'deliveryFailed', { recipient: 'a@example.org', error: { code: 'x', message: 'Refused.' } }))
    expect(text).toMatchObject({ tone: 'bad', details: 'a@example.org · Refused.' })
  })

  it('leaves out ids and empty values', () => {
    expect(describeEvent(event(1, 'admitted', { workerId: 'w-1', attempt: 1, message: null })).details).toBe('')
  })

  it('marks the end by how it ended', () => {
    expect(describeEvent(event(1, 'finished', { state: 'succeeded' })).tone).toBe('ok')
    expect(describeEvent(event(1, 'finished', { state: 'failed' })).tone).toBe('bad')
  })

  it('names a kind it does not know', () => {
    expect(describeEvent(event(1, 'waitingForData' as RunEvent['kind'])).title).toBe('Waiting for data')
  })
})
