import type { Run, RunState } from '@/api/types'
import { groupBy } from '@/shared/group-by'
import { runStates } from '@/shared/states'

export interface StripBar {
  id: string
  state: RunState
  /** 0 to 1, on a logarithmic scale of the run's duration. */
  height: number
}

/** The runs from oldest to newest, each with a bar as high as it took long compared with the others. */
export function stripBars(runs: readonly Run[], count: number): StripBar[] {
  const shown = runs.slice(0, count).reverse()
  const scale = shown.map((run) => Math.log1p(durationOf(run)))
  const [low, high] = [Math.min(...scale), Math.max(...scale)]
  return shown.map((run, index) => ({
    id: run.id,
    state: run.state,
    height: high > low ? ((scale[index] ?? low) - low) / (high - low) : 0.5,
  }))
}

/** `46 succeeded, 2 failed`, most frequent first. */
export function countStates(runs: readonly Run[]): string {
  return [...groupBy(runs, (run) => run.state)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([state, group]) => `${group.length} ${(runStates[state]?.label ?? state).toLowerCase()}`)
    .join(', ')
}

function durationOf(run: Run): number {
  return run.startedAt && run.finishedAt ? Math.max(0, Date.parse(run.finishedAt) - Date.parse(run.startedAt)) : 0
}
