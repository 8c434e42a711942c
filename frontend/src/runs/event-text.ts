import type { Delivery, RunEvent } from '@/api/types'
import { formatBytes, formatCount, formatDuration } from '@/shared/format'
import type { IconName } from '@/shared/icons'
import { runStates } from '@/shared/states'
import { skipText, waitText } from './run-text'

export interface EventText {
  title: string
  details: string
  icon: IconName
  tone: 'ok' | 'bad' | 'plain'
}

const titles: Record<RunEvent['kind'], [string, IconName]> = {
  requested: ['Requested', 'clock'],
  waiting: ['Waiting', 'clock'],
  released: ['No longer held back', 'play'],
  deadlineMissed: ['Deadline missed', 'alert'],
  published: ['Handed to the workers', 'send'],
  admitted: ['Taken by a worker', 'play'],
  rendering: ['Query started', 'database'],
  progress: ['Reading rows', 'list'],
  rendered: ['Files written', 'report'],
  delivering: ['Delivering', 'send'],
  delivered: ['Delivered', 'check'],
  deliveryFailed: ['Delivery failed', 'alert'],
  retrying: ['Will be tried again', 'retry'],
  finished: ['Finished', 'check'],
  cancelled: ['Cancelled', 'ban'],
}

type Data = Record<string, unknown>

/** Each reads what it knows from an event's data and gives a part of the sentence, or nothing. */
const parts: ((data: Data) => string)[] = [
  (data) => (typeof data.for === 'string' ? waitText(data.for) : ''),
  ({ by }) => (typeof by === 'string' ? `by ${by}` : ''),
  ({ attempt }) => (typeof attempt === 'number' && attempt > 1 ? `attempt ${attempt}` : ''),
  ({ rows }) => (typeof rows === 'number' ? `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}` : ''),
  ({ files }) => (typeof files === 'number' && files > 1 ? `${formatCount(files)} files` : ''),
  ({ bytes }) => (typeof bytes === 'number' ? formatBytes(bytes) : ''),
  ({ message, code }) => (typeof message === 'string' ? message : code === 'worker_lost' ? 'the worker was lost' : ''),
  ({ reason, detail }) => (typeof reason === 'string' ? skipText(reason, typeof detail === 'string' ? detail : null) : ''),
  ({ delaySeconds }) => (typeof delaySeconds === 'number' ? `in ${formatDuration(delaySeconds * 1000)}` : ''),
]

export function describeEvent(event: RunEvent, deliveries: readonly Delivery[] = []): EventText {
  const data = event.data ?? {}
  const [title, icon] = titles[event.kind] ?? [event.kind, 'clock' as const]
  const delivery = deliveries.find(({ id }) => id === data.deliveryId)
  const end = event.kind === 'finished' ? Object.entries(runStates).find(([state]) => state === data.state)?.[1] : undefined
  const texts = [delivery?.recipient ?? '', ...parts.map((part) => part(data))]
  return {
    title: end ? `Finished: ${end.label.toLowerCase()}` : title,
    icon: end?.icon ?? icon,
    tone: event.kind === 'deliveryFailed' || event.kind === 'deadlineMissed' || end?.tone === 'bad' ? 'bad' : event.kind === 'delivered' || end?.tone === 'ok' ? 'ok' : 'plain',
    details: texts.filter(Boolean).join(' · '),
  }
}

/** The timeline of a run: in order, each event once, and of a row of progress reports only the newest. */
export function arrangeEvents(events: readonly RunEvent[]): RunEvent[] {
  const bySequence = new Map(events.map((event) => [event.sequence, event]))
  const ordered = [...bySequence.values()].sort((a, b) => a.sequence - b.sequence)
  return ordered.filter((event, index) => event.kind !== 'progress' || ordered[index + 1]?.kind !== 'progress')
}
