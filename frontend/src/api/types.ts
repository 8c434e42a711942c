/** The shapes of the /v1 API. Instants are ISO 8601 strings in UTC. */

export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

export type Role = 'viewer' | 'editor' | 'owner'

export interface Me {
  tenantId: string
  tenant: string
  user: string
  role: Role
}

export interface AccessToken {
  accessToken: string
  tokenType: string
  expiresAt: string
  tenantId: string
}

export type SslMode = 'disable' | 'prefer' | 'require' | 'verifyFull'

export type DataSourceKind = 'postgresql' | 'mysql' | 'sqlServer' | 'sqlite' | 'duckdb'
export type SourceFileFormat = 'csv' | 'json' | 'ndjson' | 'parquet' | 'duckdb' | 'sqlite'

/** A file that queries name as a table: behind an https address, or the newest of a report. */
export interface SourceFile {
  name: string
  format: SourceFileFormat
  url: string | null
  reportId: string | null
}

/** A database has everything but files; files have no host, port, database, username and sslMode. */
export interface DataSource {
  id: string
  name: string
  kind: DataSourceKind
  host: string | null
  port: number | null
  database: string | null
  username: string | null
  sslMode: SslMode | null
  files: SourceFile[] | null
  /** Runs that may read from it at once; null for the default. */
  maxConcurrentRuns?: number | null
  createdAt: string
  updatedAt: string
  version: number
}

export interface DataSourceTest {
  ok: boolean
  serverVersion: string | null
  message: string | null
  durationMs: number
  /** Why it failed; stable. */
  code: string | null
}

export type ParameterType = 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'timestamp' | 'uuid' | 'choice'
export type SingleValue = string | number | boolean | null
/** A parameter of several values has an array. */
export type ParameterValue = SingleValue | SingleValue[]
export type ParameterValues = Record<string, ParameterValue>

export interface ParameterChoice {
  value: string
  label: string | null
}

export interface ReportParameter {
  name: string
  type: ParameterType
  label: string | null
  required: boolean
  /** Of dates and times also a text such as `start of previous month`. */
  default: ParameterValue
  multiple: boolean
  choices: ParameterChoice[] | null
  /** Reads values to offer. */
  optionsSql: string | null
}

/** Values that a parameter offers. */
export interface ParameterOptions {
  items: { value: SingleValue; label: string }[]
  truncated: boolean
}

export type ReportFormat = 'csv' | 'xlsx' | 'pdf' | 'html' | 'json' | 'ndjson' | 'parquet' | 'png'
export type ColumnStyle = 'auto' | 'text' | 'number' | 'percent' | 'currency' | 'date' | 'dateTime' | 'time'
export type ChartKind = 'line' | 'bar' | 'pie'
export type FilePacking = 'none' | 'gzip' | 'zip'
export type PaperSize = 'a4' | 'a3' | 'letter' | 'legal'

export interface ColumnFormat {
  column: string
  label: string | null
  style: ColumnStyle
  decimals: number | null
  currency: string | null
  /** In characters. */
  width: number | null
  hidden: boolean
}

export interface ReportChart {
  kind: ChartKind
  category: string
  values: string[]
  title: string | null
}

export interface ReportSection {
  name: string
  sql: string
  columns: ColumnFormat[]
  chart: ReportChart | null
}

export interface CsvDialect {
  delimiter: string
  header: boolean
  quoteAll: boolean
  byteOrderMark: boolean
  unixLineEnds: boolean
  decimalComma: boolean
  nullText: string
  neutraliseFormulas: boolean
}

export interface ReportOutput {
  formats: ReportFormat[]
  /** Liquid templates. */
  title: string | null
  introduction: string | null
  locale: string
  /** Of the report's own query; null for the report's name. */
  sectionName: string | null
  columns: ColumnFormat[]
  chart: ReportChart | null
  sections: ReportSection[]
  csv: CsvDialect
  page: { paper: PaperSize; landscape: boolean }
  packing: FilePacking
  /** How long files are kept; null as the tenant's settings say. */
  retentionDays: number | null
}

/** What parameters were bound to. */
export interface BoundValues {
  asOf: string
  timeZone: string
  values: ParameterValues
  reportVersion: number | null
}

export interface ReportPreview {
  columns: { name: string; type: string }[]
  rows: (string | null)[][]
  truncated: boolean
  durationMs: number
  boundParameters: BoundValues
}

export interface Report {
  id: string
  name: string
  description: string | null
  dataSourceId: string
  sql: string
  parameters: ReportParameter[]
  output: ReportOutput
  hasFilePassword: boolean
  version: number
  createdAt: string
  createdBy: string
  updatedAt: string
}

export interface ReportVersion {
  version: number
  dataSourceId: string
  sql: string
  parameters: ReportParameter[]
  output: ReportOutput
  createdAt: string
  createdBy: string
}

export interface EmailSettings {
  to: string[]
  subject: string | null
  body: string | null
}

export interface Destination {
  id: string
  name: string
  kind: 'email' | 'webhook'
  email: EmailSettings | null
  webhook: { url: string } | null
  createdAt: string
  updatedAt: string
  version: number
}

/** Only the answer to creating a webhook carries the signing secret. */
export interface CreatedDestination extends Destination {
  secret?: string | null
}

/** Exactly one of `cron`, `rrule`, `everySeconds`, `at` and `businessDay`, with what belongs to it. Local times have no zone. */
export interface ScheduleEntry {
  cron?: string | null
  rrule?: string | null
  start?: string | null
  everySeconds?: number | null
  anchor?: string | null
  at?: string | null
  businessDay?: number | null
  time?: string | null
}

export type GapPolicy = 'shiftForward' | 'skip'
export type FoldPolicy = 'auto' | 'first' | 'second' | 'both'
export type ClosedDayPolicy = 'skip' | 'previousBusinessDay' | 'nextBusinessDay'
export type CatchUpPolicy = 'fireOnce' | 'fireAll' | 'skip'
export type OverlapPolicy = 'allow' | 'skip' | 'queueOne' | 'queueAll' | 'cancelRunning'

/** What is at its default may be left out. */
export interface ScheduleTiming {
  entries: ScheduleEntry[]
  timeZone: string
  startAt?: string | null
  endAt?: string | null
  gap?: GapPolicy
  fold?: FoldPolicy
  calendars?: { id: string }[] | null
  onClosedDay?: ClosedDayPolicy
  jitterSeconds?: number
}

export interface GateRule {
  sql?: string | null
  event?: string | null
  timeoutMinutes?: number
  pollSeconds?: number | null
}

/** What is at its default may be left out. */
export interface ScheduleRules {
  catchUp?: { policy?: CatchUpPolicy; windowMinutes?: number | null; max?: number | null } | null
  overlap?: { policy?: OverlapPolicy; max?: number | null } | null
  pauseAfterFailures?: number | null
  maxFires?: number | null
  deadlineMinutes?: number | null
  alertDestinationIds?: string[] | null
  gate?: GateRule | null
  afterScheduleId?: string | null
}

export interface Schedule {
  id: string
  name: string
  reportId: string
  reportName: string
  timing: ScheduleTiming
  rules: ScheduleRules
  parameters: ParameterValues
  destinationIds: string[]
  status: 'active' | 'paused'
  nextFireAt: string | null
  remainingFires: number | null
  pauseNote: string | null
  /** `scheduler` when it was not a person. */
  pausedBy: string | null
  pausedAt: string | null
  createdAt: string
  createdBy: string
  updatedAt: string
  version: number
}

export interface FireShift {
  kind: 'gap' | 'fold' | 'closedDay' | 'jitter'
  detail: string
}

export interface NextFire {
  at: string
  /** The same instant in the schedule's zone, with its offset. */
  local: string
  /** When it starts: later than `at` by the schedule's jitter. */
  dueAt: string
  skipped: { reason: string; detail: string | null } | null
  moved: FireShift[]
}

export interface NextFires {
  timeZone: string
  timeZoneDataVersion: string
  items: NextFire[]
}

export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'

export interface CalendarSummary {
  id: string
  name: string
  weekend: Weekday[]
  holidayCount: number
  blackoutCount: number
  createdAt: string
  updatedAt: string
  version: number
}

export interface Holiday {
  date: string
  name: string
}

/** Local times in the zone of each schedule; `to` is open again. */
export interface Blackout {
  from: string
  to: string
  name: string
}

export interface BusinessCalendar {
  id: string
  name: string
  weekend: Weekday[]
  holidays: Holiday[]
  blackouts: Blackout[]
  createdAt: string
  createdBy: string
  updatedAt: string
  version: number
}

export interface Backfill {
  id: string
  scheduleId: string
  scheduleName: string
  from: string
  to: string
  concurrency: number
  deliver: boolean
  runCount: number
  /** Only on a single backfill. */
  runs?: Record<RunState, number> | null
  createdAt: string
  createdBy: string
  cancelledAt: string | null
  cancelledBy: string | null
}

export interface Alert {
  id: string
  kind: 'deadlineMissed' | 'schedulePaused'
  scheduleId: string
  scheduleName: string
  runId: string | null
  message: string
  raisedAt: string
  notifiedAt: string | null
}

export interface TenantSettings {
  /** Null for the platform's. */
  minimumIntervalSeconds: number | null
  effectiveMinimumIntervalSeconds: number
  /** Null for the platform's. */
  artifactRetentionDays: number | null
  timeZoneDataVersion: string
}

/** What the stored files take up. */
export interface StorageUsage {
  artifacts: number
  sizeBytes: number
  storedBytes: number
  reports: { reportId: string; reportName: string; artifacts: number; sizeBytes: number; storedBytes: number }[]
}

export type RunState =
  | 'waiting'
  | 'requested'
  | 'running'
  | 'succeeded'
  | 'deliveryFailed'
  | 'failed'
  | 'cancelled'
  | 'skipped'

export interface ApiError {
  code: string
  message: string
}

export interface Run {
  id: string
  reportId: string
  reportName: string
  reportVersion: number | null
  scheduleId: string | null
  scheduleName: string | null
  trigger: 'schedule' | 'manual' | 'retry' | 'backfill' | 'chain'
  state: RunState
  /** What holds a waiting run back. */
  waitsFor: 'overlap' | 'data' | 'backfill' | null
  nominalFireAt: string
  requestedAt: string
  startedAt: string | null
  finishedAt: string | null
  attempt: number
  parameters: ParameterValues
  error: ApiError | null
  skipReason: string | null
  /** The holiday, weekday or blackout that a skipped run met. */
  skipDetail: string | null
  retryOf: string | null
  backfillId: string | null
  /** The run whose success started this one. */
  causedBy: string | null
  deadlineAt: string | null
  deadlineMissed: boolean
  /** The zone of its schedule. */
  scheduledZone: string | null
  /** What its files hold together; only in lists, and null without files. */
  result?: RunResult | null
}

export interface RunResult {
  files: number
  /** Of the file that has most. */
  rowCount: number
  sizeBytes: number
  formats: string[]
}

export interface RunDetail extends Run {
  artifacts: Artifact[]
  deliveries: Delivery[]
  /** Null until they are bound. */
  boundParameters: BoundValues | null
}

export type RunEventKind =
  | 'requested'
  | 'waiting'
  | 'released'
  | 'deadlineMissed'
  | 'published'
  | 'admitted'
  | 'rendering'
  | 'progress'
  | 'rendered'
  | 'delivering'
  | 'delivered'
  | 'deliveryFailed'
  | 'retrying'
  | 'finished'
  | 'cancelled'

export interface RunEvent {
  sequence: number
  at: string
  kind: RunEventKind
  data: Record<string, unknown> | null
}

export interface Artifact {
  id: string
  runId: string
  fileName: string
  format: ReportFormat
  /** The query it holds; null when it holds them all, or the only one. */
  section: string | null
  contentType: string
  sizeBytes: number
  storedBytes: number
  rowCount: number
  sha256: string
  createdAt: string
  /** Null when it is kept. */
  expiresAt: string | null
  /** Whether its content is deleted. */
  isRemoved: boolean
}

export interface DownloadLink {
  id: string
  artifactId: string
  expiresAt: string
  createdBy: string
  createdAt: string
  revokedBy: string | null
  revokedAt: string | null
  /** Only in the answer to making it. */
  url: string | null
}

export type DeliveryState = 'pending' | 'sending' | 'delivered' | 'failed' | 'unknown' | 'cancelled'

export interface Delivery {
  id: string
  runId: string
  destinationId: string
  destinationName: string
  channel: string
  recipient: string
  state: DeliveryState
  attempts: number
  messageId: string | null
  nextAttemptAt: string | null
  sentAt: string | null
  error: ApiError | null
  createdAt: string
  updatedAt: string
}

export interface InboxMail {
  file: string
  messageId: string | null
  subject: string | null
  to: string[]
  date: string
  text: string | null
  attachments: { name: string; size: number }[]
}

export interface InboxWebhook {
  id: string
  receivedAt: string
  path: string
  verified: boolean
  headers: Record<string, string | string[]>
  body: unknown
}
