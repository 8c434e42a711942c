import type { ParameterType, Report, ReportParameter } from '@/api/types'
import { toText, toValue } from './parameters'

export interface ParameterRow {
  key: number
  name: string
  type: ParameterType
  label: string
  required: boolean
  default: string
}

export interface ReportDraft {
  name: string
  description: string
  dataSourceId: string
  sql: string
  parameters: ParameterRow[]
}

let lastKey = 0

export function emptyReport(): ReportDraft {
  return { name: '', description: '', dataSourceId: '', sql: '', parameters: [] }
}

export function emptyParameter(): ParameterRow {
  return { key: ++lastKey, name: '', type: 'text', label: '', required: false, default: '' }
}

export function draftOf(report: Report): ReportDraft {
  return {
    name: report.name,
    description: report.description ?? '',
    dataSourceId: report.dataSourceId,
    sql: report.sql,
    parameters: report.parameters.map(({ name, type, label, required, default: given }) => ({
      key: ++lastKey,
      name,
      type,
      label: label ?? '',
      required,
      default: toText(given, type),
    })),
  }
}

export function requestOf(draft: ReportDraft) {
  return {
    name: draft.name.trim(),
    description: draft.description.trim(),
    dataSourceId: draft.dataSourceId || null,
    sql: draft.sql,
    parameters: draft.parameters.map(
      ({ name, type, label, required, default: given }): ReportParameter => ({
        name: name.trim(),
        type,
        label: label.trim() || null,
        required,
        default: toValue(given, type),
      }),
    ),
  }
}
