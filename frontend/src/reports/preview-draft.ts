import type { ApiProblem } from '@/api/problem'
import { toInstant } from '@/shared/local-time'
import { fromDraft, type ParameterDraft } from './parameters'
import { parametersOf, type ReportDraft } from './report-draft'

/** What a report is tried with. */
export interface PreviewDraft {
  /** The key of the section whose query is tried; 0 is the report's own. */
  section: number
  values: ParameterDraft
  /** Wall clock in the time zone; empty for now. */
  asOf: string
  timeZone: string
}

export function previewRequest(report: ReportDraft, preview: PreviewDraft) {
  const parameters = parametersOf(report)
  const section = report.output.sections.find(({ key }) => key === preview.section)
  return {
    dataSourceId: report.dataSourceId || null,
    sql: section?.sql ?? report.sql,
    parameters,
    values: fromDraft(parameters, preview.values),
    asOf: toInstant(preview.asOf, preview.timeZone),
    timeZone: preview.timeZone,
  }
}

const names: Record<string, string> = {
  dataSourceId: 'Data source',
  sql: 'SQL',
  timeZone: 'Time zone',
  asOf: 'As of',
  optionsSql: 'query for values',
}

/** What the API refused, each with what it is about: `Parameter 1, name: …`. */
export function refusals(problem: ApiProblem): string[] {
  if (problem.errors.length === 0) return [problem.message]
  return problem.errors.map(({ field, message }) => `${fieldName(field)}: ${message}`)
}

function fieldName(path: string): string {
  const parts = path.split('.').filter((part) => part !== 'values')
  const words = parts.map((part, index) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part === 'parameters' && index === 0 ? 'Parameter' : (names[part] ?? part)))
  return words.join(', ').replace(/^Parameter, (\d+)/, 'Parameter $1')
}
