import type { ParameterType, ParameterValue, ParameterValues, ReportParameter } from '@/api/types'

/** Values as the controls of a form hold them; an empty text means that no value is given. */
export type ParameterDraft = Record<string, string>

export const parameterTypes: { value: ParameterType; text: string }[] = [
  { value: 'text', text: 'Text' },
  { value: 'integer', text: 'Whole number' },
  { value: 'decimal', text: 'Decimal number' },
  { value: 'boolean', text: 'Yes or no' },
  { value: 'date', text: 'Date' },
  { value: 'timestamp', text: 'Date and time (UTC)' },
]

/** What a control shows for a value. A timestamp is edited as wall clock in UTC. */
export function toText(value: ParameterValue | undefined, type: ParameterType): string {
  if (value === null || value === undefined) return ''
  if (type !== 'timestamp') return String(value)
  const instant = new Date(String(value))
  return Number.isNaN(instant.getTime()) ? String(value) : instant.toISOString().slice(0, 19)
}

/** What the API is sent for a text. A text that does not fit the type is sent as it is, for the API to refuse. */
export function toValue(text: string, type: ParameterType): ParameterValue {
  const trimmed = text.trim()
  if (type === 'text') return text === '' ? null : text
  if (trimmed === '') return null
  if (type === 'boolean') return trimmed === 'true' ? true : trimmed === 'false' ? false : trimmed
  if (type === 'integer') return /^-?\d+$/.test(trimmed) && Number.isSafeInteger(Number(trimmed)) ? Number(trimmed) : trimmed
  if (type === 'decimal') return isExact(trimmed) ? Number(trimmed) : trimmed
  if (type === 'timestamp') return /^\d{4}-\d\d-\d\dT[\d:.]+$/.test(trimmed) ? `${trimmed}Z` : trimmed
  return trimmed
}

/** A JavaScript number holds any decimal of up to 15 digits without changing one. */
function isExact(decimal: string): boolean {
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(decimal) && decimal.replace(/\D/g, '').length <= 15
}

export function toDraft(parameters: readonly ReportParameter[], values: ParameterValues): ParameterDraft {
  return Object.fromEntries(parameters.map(({ name, type }) => [name, toText(values[name], type)]))
}

/** The given values; what is left empty takes the report's default. */
export function fromDraft(parameters: readonly ReportParameter[], draft: ParameterDraft): ParameterValues {
  const values = parameters.map(({ name, type }) => [name, toValue(draft[name] ?? '', type)] as const)
  return Object.fromEntries(values.filter(([, value]) => value !== null))
}

export function parametersText(values: ParameterValues | null | undefined): string {
  return Object.entries(values ?? {})
    .map(([name, value]) => `${name} = ${value === null ? 'none' : String(value)}`)
    .join(', ')
}
