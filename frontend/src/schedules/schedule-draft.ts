import type { ParameterDraft } from '@/reports/parameters'
import { fromDraft, toDraft } from '@/reports/parameters'
import type { Report, ReportParameter, Schedule } from '@/api/types'

export interface ScheduleDraft {
  name: string
  reportId: string
  cron: string
  timeZone: string
  destinationIds: string[]
  parameters: ParameterDraft
}

export type ScheduleRequest = ReturnType<typeof requestOf>

export function emptySchedule(reportId: string, timeZone: string): ScheduleDraft {
  return { name: '', reportId, cron: '0 8 * * MON-FRI', timeZone, destinationIds: [], parameters: {} }
}

export function draftOf(schedule: Schedule): ScheduleDraft {
  const values = Object.entries(schedule.parameters ?? {})
  return {
    name: schedule.name,
    reportId: schedule.reportId,
    cron: schedule.cron,
    timeZone: schedule.timeZone,
    destinationIds: [...schedule.destinationIds],
    parameters: Object.fromEntries(values.map(([name, value]) => [name, value === null ? '' : String(value)])),
  }
}

/** Once the report is known, its types say how the saved values are edited. */
export function withReport(draft: ScheduleDraft, report: Report): ParameterDraft {
  return toDraft(report.parameters, draft.parameters)
}

export function requestOf(draft: ScheduleDraft, parameters: readonly ReportParameter[]) {
  return {
    name: draft.name.trim(),
    reportId: draft.reportId || null,
    cron: draft.cron.trim(),
    timeZone: draft.timeZone,
    destinationIds: draft.destinationIds,
    parameters: fromDraft(parameters, draft.parameters),
  }
}
