import type { DataSource, DataSourceKind, SourceFile, SourceFileFormat, SslMode } from '@/api/types'
import { toWhole, wholeText } from '@/shared/numbers'

export interface FileRow {
  key: number
  name: string
  format: SourceFileFormat
  /** Where it is read from. */
  from: 'url' | 'report'
  url: string
  reportId: string
}

/** The fields of databases and of files at once; the kind says which count. */
export interface DataSourceDraft {
  name: string
  kind: DataSourceKind
  host: string
  port: string
  database: string
  username: string
  password: string
  sslMode: SslMode
  files: FileRow[]
  maxConcurrentRuns: string
}

export const kinds: { value: DataSourceKind; text: string; port?: number }[] = [
  { value: 'postgresql', text: 'PostgreSQL', port: 5432 },
  { value: 'mysql', text: 'MySQL or MariaDB', port: 3306 },
  { value: 'sqlServer', text: 'SQL Server', port: 1433 },
  { value: 'sqlite', text: 'SQLite file' },
  { value: 'duckdb', text: 'Files (DuckDB)' },
]

export const sslModes: { value: SslMode; text: string }[] = [
  { value: 'verifyFull', text: 'Verify: encrypt and check the certificate' },
  { value: 'require', text: 'Require: encrypt, do not check the certificate' },
  { value: 'prefer', text: 'Prefer: encrypt if the server can' },
  { value: 'disable', text: 'Disable: never encrypt' },
]

const formatTexts: Record<SourceFileFormat, string> = {
  csv: 'CSV',
  json: 'JSON',
  ndjson: 'NDJSON',
  parquet: 'Parquet',
  duckdb: 'DuckDB database',
  sqlite: 'SQLite database',
}

let lastKey = 0

export function emptyDataSource(): DataSourceDraft {
  return {
    name: '',
    kind: 'postgresql',
    host: '',
    port: '',
    database: '',
    username: '',
    password: '',
    sslMode: 'verifyFull',
    files: [emptyFile('duckdb')],
    maxConcurrentRuns: '',
  }
}

export function emptyFile(kind: DataSourceKind): FileRow {
  return { key: ++lastKey, name: '', format: kind === 'sqlite' ? 'sqlite' : 'csv', from: 'url', url: '', reportId: '' }
}

export function draftOf(source: DataSource): DataSourceDraft {
  return {
    ...emptyDataSource(),
    name: source.name,
    kind: source.kind,
    host: source.host ?? '',
    port: wholeText(source.port),
    database: source.database ?? '',
    username: source.username ?? '',
    sslMode: source.sslMode ?? 'verifyFull',
    files: source.files?.map(fileRowOf) ?? [],
    maxConcurrentRuns: wholeText(source.maxConcurrentRuns),
  }
}

/** The password is only sent when one was typed: the API keeps the one it has. */
export function requestOf(draft: DataSourceDraft) {
  const shared = { name: draft.name.trim(), kind: draft.kind, maxConcurrentRuns: toWhole(draft.maxConcurrentRuns) }
  if (readsFiles(draft.kind)) return { ...shared, files: draft.files.map((row) => fileRequest(row, draft.kind)) }
  const { host, port, database, username, password, sslMode } = draft
  return {
    ...shared,
    host: host.trim(),
    port: toWhole(port),
    database: database.trim(),
    username: username.trim(),
    sslMode,
    ...(password === '' ? {} : { password }),
  }
}

export function readsFiles(kind: DataSourceKind): boolean {
  return kind === 'sqlite' || kind === 'duckdb'
}

export function kindText(kind: DataSourceKind): string {
  return kinds.find(({ value }) => value === kind)?.text ?? kind
}

/** The formats a file may have; reports make no databases. */
export function formatChoices(kind: DataSourceKind, from: FileRow['from']): { value: SourceFileFormat; text: string }[] {
  const tables: SourceFileFormat[] = ['csv', 'json', 'ndjson', 'parquet']
  const values: SourceFileFormat[] = kind === 'sqlite' ? ['sqlite'] : from === 'report' ? tables : [...tables, 'duckdb']
  return values.map((value) => ({ value, text: formatTexts[value] }))
}

export function formatText(format: SourceFileFormat): string {
  return formatTexts[format] ?? format
}

function fileRowOf({ name, format, url, reportId }: SourceFile): FileRow {
  return { key: ++lastKey, name, format, from: reportId ? 'report' : 'url', url: url ?? '', reportId: reportId ?? '' }
}

// A database of the kind sqlite is one file, so that its row has no choice of format or place.
function fileRequest({ name, format, from, url, reportId }: FileRow, kind: DataSourceKind) {
  if (kind === 'sqlite') return { name: name.trim(), format: 'sqlite' as const, url: url.trim() || null, reportId: null }
  const offered = formatChoices(kind, from).some(({ value }) => value === format)
  return {
    name: name.trim(),
    format: offered ? format : ('csv' as const),
    url: from === 'url' ? url.trim() || null : null,
    reportId: from === 'report' ? reportId || null : null,
  }
}
