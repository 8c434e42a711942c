import type { DeliveryState, RunState, Schedule } from '@/api/types'
import type { IconName } from './icons'

type Tone = 'ok' | 'busy' | 'wait' | 'warn' | 'bad' | 'skip'

interface StateLook {
  label: string
  tone: Tone
  icon: IconName
}

export const runStates: Record<RunState, StateLook> = {
  waiting: { label: 'Waiting', tone: 'wait', icon: 'clock' },
  requested: { label: 'Queued', tone: 'wait', icon: 'list' },
  running: { label: 'Running', tone: 'busy', icon: 'play' },
  succeeded: { label: 'Succeeded', tone: 'ok', icon: 'check' },
  deliveryFailed: { label: 'Delivery failed', tone: 'warn', icon: 'alert' },
  failed: { label: 'Failed', tone: 'bad', icon: 'close' },
  cancelled: { label: 'Cancelled', tone: 'wait', icon: 'ban' },
  skipped: { label: 'Skipped', tone: 'skip', icon: 'skip' },
}

export const deliveryStates: Record<DeliveryState, StateLook> = {
  pending: { label: 'Waiting', tone: 'wait', icon: 'clock' },
  sending: { label: 'Sending', tone: 'busy', icon: 'send' },
  delivered: { label: 'Delivered', tone: 'ok', icon: 'check' },
  failed: { label: 'Failed', tone: 'bad', icon: 'close' },
  unknown: { label: 'Unknown', tone: 'warn', icon: 'alert' },
  cancelled: { label: 'Cancelled', tone: 'wait', icon: 'ban' },
}

export const scheduleStates: Record<Schedule['status'], StateLook> = {
  active: { label: 'Active', tone: 'ok', icon: 'check' },
  paused: { label: 'Paused', tone: 'warn', icon: 'pause' },
}

const terminal: readonly RunState[] = ['succeeded', 'deliveryFailed', 'failed', 'cancelled', 'skipped']

export function isTerminal(state: RunState): boolean {
  return terminal.includes(state)
}

const looks: Record<string, StateLook> = { ...deliveryStates, ...scheduleStates, ...runStates }

/** A state this version does not know keeps its own name. */
export function lookOf(kind: 'run' | 'delivery' | 'schedule', state: string): StateLook {
  const known: Record<string, StateLook> = { run: runStates, delivery: deliveryStates, schedule: scheduleStates }[kind]
  return known[state] ?? looks[state] ?? { label: state, tone: 'wait', icon: 'clock' }
}
