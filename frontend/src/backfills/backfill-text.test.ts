import { expect, it } from 'vitest'
import type { Backfill } from '@/api/types'
import { progressOf } from './backfill-text'

const none = { waiting: 0, requested: 0, running: 0, succeeded: 0, deliveryFailed: 0, failed: 0, cancelled: 0, skipped: 0 }
const backfill = (runs: Backfill['runs']) => ({ runs }) as Backfill

it('counts what has ended and names what did not succeed', () => {
  expect(progressOf(backfill({ ...none, waiting: 3, running: 1, succeeded: 5, failed: 2 }))).toEqual({
    ended: 7, total: 11, active: true, words: '7 of 11 done, 2 failed, 1 running',
  })
  expect(progressOf(backfill({ ...none, succeeded: 5 }))).toMatchObject({ active: false, words: '5 of 5 done' })
})

it('knows nothing before the runs were counted', () => expect(progressOf(backfill(null))).toBeNull())
