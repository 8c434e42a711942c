import type { ParameterType, ParameterValue, ParameterValues, ReportParameter, SingleValue } from '@/api/types'

/** Values as the controls of a form hold them: one text each, of several values one a line. An empty text means that none is given. */
export type ParameterDraft = Record<string, string>

/** What of a parameter says how its values are written. */
export type ValueShape = Pick<ReportParameter, 'type' | 'multiple'>

export const parameterTypes: { value: ParameterType; text: string }[] = [
  { value: 'text', text: 'Text' },
  { value: 'integer', text: 'Whole number' },
  { value: 'decimal', text: 'Decimal number' },
  { value: 'boolean', text: 'Yes or no' },
  { value: 'date', text: 'Date' },
  { value: 'timestamp', text: 'Date and time (UTC)' },
  { value: 'choice', text: 'Choice of a list' },
  { value: 'uuid', text: 'UUID' },
]

/** What a control shows for a value. A timestamp is edited as wall clock in UTC. */
export function toText(value: SingleValue | undefined, type: ParameterType): string {
  if (value === null || value === undefined) return ''
  const text = String(value)
  // Without an offset it is what a control holds already; anything else that Date reads is no instant.
  if (type !== 'timestamp' || !/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/i.test(text)) return text
  const instant = new Date(text)
  return Number.isNaN(instant.getTime()) ? text : instant.toISOString().slice(0, 19)
}

/** What the API is sent for a text. A text that does not fit the type is sent as it is, for the API to refuse. */
export function toValue(text: string, type: ParameterType): SingleValue {
  const trimmed = text.trim()
  if (type === 'text' || type === 'choice') return text === '' ? null : text
  if (trimmed === '') return null
  if (type === 'boolean') return trimmed === 'true' ? true : trimmed === 'false' ? false : trimmed
  if (type === 'integer') return /^-?\d+$/.test(trimmed) && Number.isSafeInteger(Number(trimmed)) ? Number(trimmed) : trimmed
  if (type === 'decimal') return isExact(trimmed) ? Number(trimmed) : trimmed
  if (type === 'timestamp') return /^\d{4}-\d\d-\d\d[T ]\d\d:[\d:.]+$/.test(trimmed) ? `${trimmed.replace(' ', 'T')}Z` : trimmed
  return trimmed
}

/** A JavaScript number holds any decimal of up to 15 digits without changing one. */
function isExact(decimal: string): boolean {
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(decimal) && decimal.replace(/\D/g, '').length <= 15
}

export function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '')
}

/** A value as a draft holds it, a list one value a line. */
export function valueText(value: ParameterValue | undefined, { type }: ValueShape): string {
  return Array.isArray(value) ? value.map((item) => toText(item, type)).join('\n') : toText(value, type)
}

export function valueOf(text: string, { type, multiple }: ValueShape): ParameterValue {
  if (!multiple) return toValue(text, type)
  const values = linesOf(text).map((line) => toValue(line, type))
  return values.length > 0 ? values : null
}

export function toDraft(parameters: readonly ReportParameter[], values: ParameterValues): ParameterDraft {
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, valueText(values[parameter.name], parameter)]))
}

/** The given values; what is left empty takes the report's default. */
export function fromDraft(parameters: readonly ReportParameter[], draft: ParameterDraft): ParameterValues {
  const values = parameters.map((parameter) => [parameter.name, valueOf(draft[parameter.name] ?? '', parameter)] as const)
  return Object.fromEntries(values.filter(([, value]) => value !== null))
}

export function parametersText(values: ParameterValues | null | undefined): string {
  return Object.entries(values ?? {})
    .map(([name, value]) => `${name} = ${plainText(value)}`)
    .join(', ')
}

/** A value in words: `EU`, `[north, south]`, `none`. */
export function plainText(value: ParameterValue): string {
  if (Array.isArray(value)) return `[${value.map(plainText).join(', ')}]`
  return value === null ? 'none' : String(value)
}

export function isTemporal(type: ParameterType): type is 'date' | 'timestamp' {
  return type === 'date' || type === 'timestamp'
}
