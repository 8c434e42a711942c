import type { Run, RunResult } from '@/api/types'
import { formatBytes, formatCount } from '@/shared/format'

const triggers: Record<Run['trigger'], string> = {
  schedule: 'On schedule',
  manual: 'Started by hand',
  retry: 'Retry',
  backfill: 'Backfill',
  chain: 'After another run',
}

/** Where a run came from, in a few words. */
export function originOf(run: Run): string {
  if (run.trigger === 'schedule' && run.scheduleName) return run.scheduleName
  return run.scheduleName ? `${triggers[run.trigger]} · ${run.scheduleName}` : triggers[run.trigger]
}

export function triggerText(run: Run): string {
  return triggers[run.trigger] ?? run.trigger
}

/** `1,234 rows, 45.6 kB` over all files of a run, with their number if there are several. */
export function resultText(result: RunResult | null | undefined, locale?: string): string {
  if (!result) return ''
  const { files, rowCount, sizeBytes } = result
  return `${formatCount(rowCount, locale)} ${rowCount === 1 ? 'row' : 'rows'}${files > 1 ? `, ${files} files` : ''}, ${formatBytes(sizeBytes, locale)}`
}

const skipReasons: Record<string, (detail: string) => string> = {
  holiday: (detail) => `Its calendar closes that day${detail && `: ${detail}`}.`,
  weekend: (detail) => `${detail || 'That day'} is no business day in its calendar.`,
  blackout: (detail) => `Its calendar closes that time${detail && `: ${detail}`}.`,
  missed: () => 'It came due while no scheduler was at work, and a later run followed.',
  overlap: () => 'An earlier run of its schedule was still going on.',
  dataNotReady: () => 'Its data had not arrived in time.',
  edited: () => 'Its schedule was changed just when it came due.',
  paused: () => 'Its schedule was paused just when it came due.',
}

/** Why a due run was left out, as a sentence. */
export function skipText(reason: string, detail: string | null = null): string {
  return skipReasons[reason]?.(detail ?? '') ?? `${sentenceCase(reason)}${detail ? `: ${detail}` : ''}.`
}

const waits: Record<string, string> = {
  overlap: 'for an earlier run of its schedule to end',
  data: 'for its data',
  backfill: 'for its turn in the backfill',
}

/** What holds a run back: `for its data`. */
export function waitText(waitsFor: string): string {
  return waits[waitsFor] ?? `for ${sentenceCase(waitsFor).toLowerCase()}`
}

/** `skipped_overlap` and `skippedOverlap` as `Skipped overlap`. */
export function sentenceCase(code: string): string {
  const words = code.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/[_.-]+/g, ' ').trim().toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
