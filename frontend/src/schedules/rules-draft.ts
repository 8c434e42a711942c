import type { CatchUpPolicy, OverlapPolicy, ScheduleRules } from '@/api/types'
import { toWhole, wholeText } from '@/shared/numbers'

/** How fires become runs, as the controls of a form hold it. */
export interface RulesDraft {
  catchUp: CatchUpPolicy
  catchUpWindow: string
  catchUpMax: string
  overlap: OverlapPolicy
  overlapMax: string
  pauseAfterFailures: string
  maxFires: string
  deadlineMinutes: string
  alertDestinationIds: string[]
  gate: 'none' | 'sql' | 'event'
  gateSql: string
  gateEvent: string
  gateTimeout: string
  gatePoll: string
  /** Empty for a schedule that goes by the clock. */
  afterScheduleId: string
}

export const catchUpPolicies: { value: CatchUpPolicy; text: string }[] = [
  { value: 'fireOnce', text: 'Make up the latest one' },
  { value: 'fireAll', text: 'Make up all, up to a limit' },
  { value: 'skip', text: 'Leave them out' },
]

export const overlapPolicies: { value: OverlapPolicy; text: string }[] = [
  { value: 'allow', text: 'Run both side by side' },
  { value: 'skip', text: 'Leave the new one out' },
  { value: 'queueOne', text: 'Let one wait, leave further ones out' },
  { value: 'queueAll', text: 'Let them wait in order, up to a limit' },
  { value: 'cancelRunning', text: 'Cancel the earlier one' },
]

// Refused at its field, which says what to do.
const noSchedule = '00000000-0000-0000-0000-000000000000'

export const catchUpWindowDefault = 24 * 60

export function emptyRules(): RulesDraft {
  return {
    catchUp: 'fireOnce',
    catchUpWindow: '',
    catchUpMax: '',
    overlap: 'allow',
    overlapMax: '',
    pauseAfterFailures: '',
    maxFires: '',
    deadlineMinutes: '',
    alertDestinationIds: [],
    gate: 'none',
    gateSql: '',
    gateEvent: '',
    gateTimeout: '',
    gatePoll: '',
    afterScheduleId: '',
  }
}

export function rulesDraftOf(rules: ScheduleRules): RulesDraft {
  const empty = emptyRules()
  const window = rules.catchUp?.windowMinutes
  return {
    catchUp: rules.catchUp?.policy ?? empty.catchUp,
    catchUpWindow: window === catchUpWindowDefault ? '' : wholeText(window),
    catchUpMax: wholeText(rules.catchUp?.max),
    overlap: rules.overlap?.policy ?? empty.overlap,
    overlapMax: wholeText(rules.overlap?.max),
    pauseAfterFailures: wholeText(rules.pauseAfterFailures),
    maxFires: wholeText(rules.maxFires),
    deadlineMinutes: wholeText(rules.deadlineMinutes),
    alertDestinationIds: [...(rules.alertDestinationIds ?? [])],
    gate: rules.gate?.sql ? 'sql' : rules.gate?.event ? 'event' : 'none',
    gateSql: rules.gate?.sql ?? '',
    gateEvent: rules.gate?.event ?? '',
    gateTimeout: wholeText(rules.gate?.timeoutMinutes),
    gatePoll: wholeText(rules.gate?.pollSeconds),
    afterScheduleId: rules.afterScheduleId ?? '',
  }
}

/** What belongs to a choice that was not made is left out; what is empty takes the API's default. */
export function rulesRequest(draft: RulesDraft, isChained: boolean) {
  const clock = {
    catchUp: {
      policy: draft.catchUp,
      windowMinutes: toWhole(draft.catchUpWindow),
      max: draft.catchUp === 'fireAll' ? toWhole(draft.catchUpMax) : null,
    },
    maxFires: toWhole(draft.maxFires),
  }
  return {
    ...(isChained ? { afterScheduleId: draft.afterScheduleId || noSchedule } : clock),
    overlap: { policy: draft.overlap, max: draft.overlap === 'queueAll' ? toWhole(draft.overlapMax) : null },
    pauseAfterFailures: toWhole(draft.pauseAfterFailures),
    deadlineMinutes: toWhole(draft.deadlineMinutes),
    alertDestinationIds: draft.alertDestinationIds,
    gate: gateRequest(draft),
  }
}

function gateRequest(draft: RulesDraft) {
  if (draft.gate === 'none') return null
  const timeoutMinutes = toWhole(draft.gateTimeout)
  return draft.gate === 'sql'
    ? { sql: draft.gateSql, timeoutMinutes, pollSeconds: toWhole(draft.gatePoll) }
    : { event: draft.gateEvent.trim(), timeoutMinutes }
}
