import type { ParameterType, Report, ReportParameter } from '@/api/types'
import { emptyOutput, outputDraftOf, outputRequest, type OutputDraft } from './output-draft'
import { valueOf, valueText } from './parameters'

export interface ChoiceRow {
  key: number
  value: string
  label: string
}

export interface ParameterRow {
  key: number
  name: string
  type: ParameterType
  label: string
  required: boolean
  multiple: boolean
  /** Of several values one a line. */
  default: string
  choices: ChoiceRow[]
  optionsSql: string
}

export interface ReportDraft {
  name: string
  description: string
  dataSourceId: string
  sql: string
  parameters: ParameterRow[]
  output: OutputDraft
  hasFilePassword: boolean
  filePassword: string
  clearsFilePassword: boolean
}

let lastKey = 0

export function emptyReport(): ReportDraft {
  return {
    name: '',
    description: '',
    dataSourceId: '',
    sql: '',
    parameters: [],
    output: emptyOutput(),
    hasFilePassword: false,
    filePassword: '',
    clearsFilePassword: false,
  }
}

export function emptyParameter(): ParameterRow {
  return { key: ++lastKey, name: '', type: 'text', label: '', required: false, multiple: false, default: '', choices: [], optionsSql: '' }
}

export function emptyChoice(): ChoiceRow {
  return { key: ++lastKey, value: '', label: '' }
}

export function draftOf(report: Report): ReportDraft {
  return {
    name: report.name,
    description: report.description ?? '',
    dataSourceId: report.dataSourceId,
    sql: report.sql,
    parameters: report.parameters.map((parameter) => ({
      key: ++lastKey,
      name: parameter.name,
      type: parameter.type,
      label: parameter.label ?? '',
      required: parameter.required,
      multiple: parameter.multiple,
      default: valueText(parameter.default, parameter),
      choices: parameter.choices?.map(({ value, label }) => ({ key: ++lastKey, value, label: label ?? '' })) ?? [],
      optionsSql: parameter.optionsSql ?? '',
    })),
    output: outputDraftOf(report.output),
    hasFilePassword: report.hasFilePassword,
    filePassword: '',
    clearsFilePassword: false,
  }
}

/** The password is only sent when it changes: the API keeps the one it has. */
export function requestOf(draft: ReportDraft) {
  const clears = draft.hasFilePassword && (draft.clearsFilePassword || draft.output.packing !== 'zip')
  return {
    name: draft.name.trim(),
    description: draft.description.trim(),
    dataSourceId: draft.dataSourceId || null,
    sql: draft.sql,
    parameters: parametersOf(draft),
    output: outputRequest(draft.output),
    ...(clears ? { filePassword: '' } : draft.output.packing === 'zip' && draft.filePassword ? { filePassword: draft.filePassword } : {}),
  }
}

export function parametersOf(draft: Pick<ReportDraft, 'parameters'>): ReportParameter[] {
  return draft.parameters.map((row) => ({
    name: row.name.trim(),
    type: row.type,
    label: row.label.trim() || null,
    required: row.required,
    default: valueOf(row.default, row),
    multiple: row.multiple,
    choices: row.type === 'choice' ? row.choices.map(({ value, label }) => ({ value, label: label.trim() || null })) : null,
    optionsSql: takesOptions(row.type) && row.optionsSql.trim() ? row.optionsSql : null,
  }))
}

/** Whether a query may give values to offer. */
export function takesOptions(type: ParameterType): boolean {
  return type !== 'choice' && type !== 'boolean'
}
