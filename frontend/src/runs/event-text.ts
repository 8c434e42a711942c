import type { RunEvent } from '@/api/types'
import { formatBytes, formatCount, formatDuration } from '@/shared/format'
import type { IconName } from '@/shared/icons'
import { sentenceCase } from './run-text'

export interface EventText {
  title: string
  details: string
  icon: IconName
  tone: 'ok' | 'bad' | 'plain'
}

const titles: Record<RunEvent['kind'], [string, IconName]> = {
  requested: ['Requested', 'clock'],
  published: ['Handed to the workers', 'send'],
  admitted: ['Taken by a worker', 'play'],
  rendering: ['Query started', 'database'],
  progress: ['Reading rows', 'list'],
  rendered: ['File written', 'report'],
  delivering: ['Delivering', 'send'],
  delivered: ['Delivered', 'check'],
  deliveryFailed: ['Delivery failed', 'alert'],
  retrying: ['Trying again', 'retry'],
  finished: ['Finished', 'check'],
  cancelled: ['Cancelled', 'ban'],
}

type Writer = (value: never) => string

const writers: Record<string, Writer> = {
  rows: (value: number) => `${formatCount(value)} ${value === 1 ? 'row' : 'rows'}`,
  bytes: (value: number) => formatBytes(value),
  durationMs: (value: number) => formatDuration(value),
  attempt: (value: number) => (value > 1 ? `attempt ${value}` : ''),
  state: (value: string) => sentenceCase(value).toLowerCase(),
}

const aliases: Record<string, string> = { rowCount: 'rows', sizeBytes: 'bytes', attempts: 'attempt' }
const plain = new Set(['recipient', 'channel', 'destination', 'destinationName', 'fileName', 'message', 'reason', 'trigger', 'user', 'by'])

export function describeEvent(event: RunEvent): EventText {
  const [title, icon] = titles[event.kind] ?? [sentenceCase(event.kind), 'clock' as const]
  const data = event.data ?? {}
  const failed = event.kind === 'deliveryFailed' || (event.kind === 'finished' && data.state === 'failed')
  const done = event.kind === 'delivered' || (event.kind === 'finished' && data.state === 'succeeded')
  return {
    title,
    icon: failed ? 'alert' : icon,
    tone: failed ? 'bad' : done ? 'ok' : 'plain',
    details: Object.entries(data).map(([key, value]) => detail(key, value)).filter(Boolean).join(' · '),
  }
}

function detail(key: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  if (key === 'error' && typeof value === 'object') return String((value as { message?: unknown }).message ?? '')
  if (typeof value === 'object') return ''
  const write = writers[aliases[key] ?? key]
  if (write) return write(value as never)
  return plain.has(key) ? String(value) : ''
}

/** The timeline of a run: in order, each event once, and of a row of progress reports only the newest. */
export function arrangeEvents(events: readonly RunEvent[]): RunEvent[] {
  const bySequence = new Map(events.map((event) => [event.sequence, event]))
  const ordered = [...bySequence.values()].sort((a, b) => a.sequence - b.sequence)
  return ordered.filter((event, index) => event.kind !== 'progress' || ordered[index + 1]?.kind !== 'progress')
}
