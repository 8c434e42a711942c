import type { Backfill } from '@/api/types'
import { formatCount } from '@/shared/format'

export interface BackfillProgress {
  /** Runs that have ended. */
  ended: number
  total: number
  /** Whether some of its runs have not ended. */
  active: boolean
  words: string
}

/** How far a backfill is; null until its runs were counted. */
export function progressOf(backfill: Backfill, locale?: string): BackfillProgress | null {
  const runs = backfill.runs
  if (!runs) return null
  const total = Object.values(runs).reduce((sum, count) => sum + count, 0)
  const open = runs.waiting + runs.requested + runs.running
  const faults = [
    [runs.failed, 'failed'],
    [runs.deliveryFailed, 'not delivered'],
    [runs.cancelled, 'cancelled'],
    [runs.skipped, 'skipped'],
    [runs.running, 'running'],
  ] as const
  const told = faults.filter(([count]) => count > 0).map(([count, what]) => `${formatCount(count, locale)} ${what}`)
  const ended = total - open
  return { ended, total, active: open > 0, words: [`${formatCount(ended, locale)} of ${formatCount(total, locale)} done`, ...told].join(', ') }
}
