import type { ParameterDraft } from '@/reports/parameters'
import { fromDraft, toDraft } from '@/reports/parameters'
import type { ParameterValue, Report, ReportParameter, Schedule } from '@/api/types'
import { emptyRules, rulesDraftOf, rulesRequest, type RulesDraft } from './rules-draft'
import { emptyTiming, timingDraftOf, timingRequest, type TimingDraft } from './timing-draft'

export interface ScheduleDraft {
  name: string
  reportId: string
  /** Whether it fires by the clock or follows another schedule. */
  starts: 'clock' | 'after'
  timing: TimingDraft
  rules: RulesDraft
  destinationIds: string[]
  parameters: ParameterDraft
}

export type ScheduleRequest = ReturnType<typeof requestOf>

export function emptySchedule(reportId: string, timeZone: string): ScheduleDraft {
  return { name: '', reportId, starts: 'clock', timing: emptyTiming(timeZone), rules: emptyRules(), destinationIds: [], parameters: {} }
}

export function draftOf(schedule: Schedule): ScheduleDraft {
  const values = Object.entries(schedule.parameters ?? {})
  return {
    name: schedule.name,
    reportId: schedule.reportId,
    starts: schedule.rules.afterScheduleId ? 'after' : 'clock',
    timing: timingDraftOf(schedule.timing),
    rules: rulesDraftOf(schedule.rules),
    destinationIds: [...schedule.destinationIds],
    parameters: Object.fromEntries(values.map(([name, value]) => [name, textOf(value)])),
  }
}

/** As a draft holds it, before the report says of which type it is. */
function textOf(value: ParameterValue): string {
  return [value].flat().map((item) => (item === null ? '' : String(item))).join('\n')
}

/** Once the report is known, its types say how the saved values are edited. */
export function withReport(draft: ScheduleDraft, report: Report): ParameterDraft {
  return toDraft(report.parameters, draft.parameters)
}

export function requestOf(draft: ScheduleDraft, parameters: readonly ReportParameter[]) {
  const isChained = draft.starts === 'after'
  return {
    name: draft.name.trim(),
    reportId: draft.reportId || null,
    timing: timingRequest(draft.timing, isChained),
    rules: rulesRequest(draft.rules, isChained),
    destinationIds: draft.destinationIds,
    parameters: fromDraft(parameters, draft.parameters),
  }
}
