import type { ChartKind, ColumnFormat, ColumnStyle, CsvDialect, FilePacking, PaperSize, ReportChart, ReportFormat, ReportOutput } from '@/api/types'
import { toWhole, wholeText } from '@/shared/numbers'
import { linesOf } from './parameters'

export interface ColumnRow {
  key: number
  column: string
  label: string
  style: ColumnStyle
  decimals: string
  currency: string
  width: string
  hidden: boolean
}

export interface ChartDraft {
  kind: ChartKind | 'none'
  category: string
  /** One column a line. */
  values: string
  title: string
}

export interface SectionRow {
  key: number
  name: string
  sql: string
  columns: ColumnRow[]
  chart: ChartDraft
}

export interface OutputDraft {
  formats: ReportFormat[]
  title: string
  introduction: string
  locale: string
  sectionName: string
  columns: ColumnRow[]
  chart: ChartDraft
  sections: SectionRow[]
  csv: CsvDialect
  page: { paper: PaperSize; landscape: boolean }
  packing: FilePacking
  retentionDays: string
}

export const formats: { value: ReportFormat; text: string; use: string }[] = [
  { value: 'xlsx', text: 'Excel', use: 'A workbook with a sheet for each section, formats and charts.' },
  { value: 'pdf', text: 'PDF', use: 'Pages to print or to send, with charts.' },
  { value: 'html', text: 'Web page', use: 'One file that any browser shows, with charts.' },
  { value: 'csv', text: 'CSV', use: 'Plain values for other programs, a file for each section.' },
  { value: 'json', text: 'JSON', use: 'For programs: an array of objects.' },
  { value: 'ndjson', text: 'NDJSON', use: 'For programs: a JSON object on each line.' },
  { value: 'parquet', text: 'Parquet', use: 'For data tools: typed and compressed columns.' },
  { value: 'png', text: 'Chart image', use: 'A picture of each chart; e-mail shows it in the message.' },
]

export const styles: { value: ColumnStyle; text: string }[] = [
  { value: 'auto', text: 'By its type' },
  { value: 'text', text: 'Text' },
  { value: 'number', text: 'Number' },
  { value: 'percent', text: 'Percent' },
  { value: 'currency', text: 'Currency' },
  { value: 'date', text: 'Date' },
  { value: 'dateTime', text: 'Date and time' },
  { value: 'time', text: 'Time' },
]

export const chartKinds: { value: ChartDraft['kind']; text: string }[] = [
  { value: 'none', text: 'None' },
  { value: 'line', text: 'Lines' },
  { value: 'bar', text: 'Bars' },
  { value: 'pie', text: 'Pie' },
]

export const packings: { value: FilePacking; text: string }[] = [
  { value: 'none', text: 'As they are' },
  { value: 'gzip', text: 'CSV and JSON as .gz' },
  { value: 'zip', text: 'Each in a zip file' },
]

export const papers: { value: PaperSize; text: string }[] = [
  { value: 'a4', text: 'A4' },
  { value: 'a3', text: 'A3' },
  { value: 'letter', text: 'Letter' },
  { value: 'legal', text: 'Legal' },
]

export const delimiters: { value: string; text: string }[] = [
  { value: ',', text: 'Comma' },
  { value: ';', text: 'Semicolon' },
  { value: '|', text: 'Vertical bar' },
  { value: '\t', text: 'Tab' },
]

let lastKey = 0

export function emptyColumn(): ColumnRow {
  return { key: ++lastKey, column: '', label: '', style: 'auto', decimals: '', currency: '', width: '', hidden: false }
}

export function emptySection(): SectionRow {
  return { key: ++lastKey, name: '', sql: '', columns: [], chart: chartDraftOf(null) }
}

export function emptyOutput(): OutputDraft {
  return {
    formats: ['csv'],
    title: '',
    introduction: '',
    locale: 'en-US',
    sectionName: '',
    columns: [],
    chart: chartDraftOf(null),
    sections: [],
    csv: {
      delimiter: ',', header: true, quoteAll: false, byteOrderMark: false, unixLineEnds: false, decimalComma: false, nullText: '', neutraliseFormulas: true,
    },
    page: { paper: 'a4', landscape: false },
    packing: 'none',
    retentionDays: '',
  }
}

export function outputDraftOf(output: ReportOutput): OutputDraft {
  return {
    formats: [...output.formats],
    title: output.title ?? '',
    introduction: output.introduction ?? '',
    locale: output.locale,
    sectionName: output.sectionName ?? '',
    columns: output.columns.map(columnRowOf),
    chart: chartDraftOf(output.chart),
    sections: output.sections.map(({ name, sql, columns, chart }) => ({
      key: ++lastKey, name, sql, columns: columns.map(columnRowOf), chart: chartDraftOf(chart),
    })),
    csv: { ...output.csv },
    page: { ...output.page },
    packing: output.packing,
    retentionDays: wholeText(output.retentionDays),
  }
}

export function outputRequest(draft: OutputDraft) {
  return {
    formats: formats.map(({ value }) => value).filter((format) => draft.formats.includes(format)),
    title: draft.title.trim() || null,
    introduction: draft.introduction.trim() || null,
    locale: draft.locale,
    sectionName: draft.sectionName.trim() || null,
    columns: draft.columns.map(columnRequest),
    chart: chartRequest(draft.chart),
    sections: draft.sections.map(({ name, sql, columns, chart }) => ({
      name: name.trim(), sql, columns: columns.map(columnRequest), chart: chartRequest(chart),
    })),
    csv: { ...draft.csv },
    page: { ...draft.page },
    packing: draft.packing,
    retentionDays: toWhole(draft.retentionDays),
  }
}

/** `Excel, PDF`, in the order in which they are offered. */
export function formatsText(chosen: readonly ReportFormat[]): string {
  return formats.filter(({ value }) => chosen.includes(value)).map(({ text }) => text).join(', ')
}

function columnRowOf(column: ColumnFormat): ColumnRow {
  const { label, decimals, currency, width, ...rest } = column
  return { ...rest, key: ++lastKey, label: label ?? '', decimals: wholeText(decimals), currency: currency ?? '', width: wholeText(width) }
}

function columnRequest({ column, label, style, decimals, currency, width, hidden }: ColumnRow) {
  return {
    column: column.trim(),
    label: label.trim() || null,
    style,
    decimals: toWhole(decimals),
    // The field is only there for a currency.
    currency: style === 'currency' ? currency.trim().toUpperCase() || null : null,
    width: toWhole(width),
    hidden,
  }
}

function chartDraftOf(chart: ReportChart | null): ChartDraft {
  return { kind: chart?.kind ?? 'none', category: chart?.category ?? '', values: chart?.values.join('\n') ?? '', title: chart?.title ?? '' }
}

function chartRequest({ kind, category, values, title }: ChartDraft) {
  if (kind === 'none') return null
  return { kind, category: category.trim(), values: linesOf(values).map((line) => line.trim()), title: title.trim() || null }
}
