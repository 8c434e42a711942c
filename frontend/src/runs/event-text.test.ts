import { describe, expect, it } from 'vitest'
import type { Delivery, RunEvent } from '@/api/types'
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
  const delivery = { id: 'd1', recipient: 'a@example.org' } as Delivery

  it('says how much was written', () => {
    expect(describeEvent(event(1, 'rendered', { rows: 1200, bytes: 45_600 })).details).toBe('1,200 rows · 45.6 kB')
    expect(describeEvent(event(1, 'progress', { rows: 1 })).details).toBe('1 row')
  })

  it('names the recipient of a delivery and why it failed', () => {
    const text = describeEvent(event(1, 'deliveryFailed', { deliveryId: 'd1', state: 'failed', code: 'x', message: 'Refused.' }), [delivery])
    expect(text).toMatchObject({ tone: 'bad', details: 'a@example.org · Refused.' })
  })

  it('says when it will be tried again', () => {
    expect(describeEvent(event(1, 'retrying', { message: 'Timed out.', delaySeconds: 4 })).details).toBe('Timed out. · in 4 s')
    expect(describeEvent(event(1, 'retrying', { code: 'worker_lost' })).details).toBe('the worker was lost')
  })

  it('shows neither ids nor a first attempt', () => {
    expect(describeEvent(event(1, 'admitted', { attempt: 1, workerId: 'w-1' })).details).toBe('')
    expect(describeEvent(event(1, 'delivering', { deliveryId: 'unknown' }), [delivery]).details).toBe('')
  })

  it('says what a run waits for, and marks a missed deadline', () => {
    expect(describeEvent(event(1, 'waiting', { for: 'overlap' })).details).toBe('for an earlier run of its schedule to end')
    expect(describeEvent(event(1, 'deadlineMissed'))).toMatchObject({ tone: 'bad', title: 'Deadline missed' })
  })

  it('marks the end by how it ended', () => {
    expect(describeEvent(event(1, 'finished', { state: 'succeeded' }))).toMatchObject({ tone: 'ok', title: 'Finished: succeeded' })
    expect(describeEvent(event(1, 'finished', { state: 'failed' }))).toMatchObject({ tone: 'bad', title: 'Finished: failed' })
    expect(describeEvent(event(1, 'finished', { state: 'deliveryFailed' })).title).toBe('Finished: delivery failed')
  })

  it('takes events without data and kinds it does not know', () => {
    expect(describeEvent(event(1, 'published', null)).details).toBe('')
    expect(describeEvent(event(1, 'archived' as RunEvent['kind'])).title).toBe('archived')
  })
})
