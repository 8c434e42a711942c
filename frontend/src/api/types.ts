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

export interface DataSource {
  id: string
  name: string
  kind: 'postgresql'
  host: string
  port: number
  database: string
  username: string
  sslMode: SslMode
  createdAt: string
  updatedAt: string
  version: number
}

export interface DataSourceTest {
  ok: boolean
  serverVersion: string | null
  message: string | null
  durationMs: number
}

export type ParameterType = 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'timestamp'
export type ParameterValue = string | number | boolean | null
export type ParameterValues = Record<string, ParameterValue>

export interface ReportParameter {
  name: string
  type: ParameterType
  label: string | null
  required: boolean
  default: ParameterValue
}

export interface Report {
  id: string
  name: string
  description: string | null
  dataSourceId: string
  sql: string
  parameters: ReportParameter[]
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

export interface Schedule {
  id: string
  name: string
  reportId: string
  reportName: string
  cron: string
  timeZone: string
  parameters: ParameterValues
  destinationIds: string[]
  status: 'active' | 'paused'
  pauseNote?: string | null
  nextFireAt: string | null
  createdAt: string
  createdBy: string
  updatedAt: string
  version: number
}

export interface NextFires {
  timeZone: string
  items: { at: string; local: string }[]
}

export type RunState =
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
  trigger: 'schedule' | 'manual' | 'retry'
  state: RunState
  nominalFireAt: string
  requestedAt: string
  startedAt: string | null
  finishedAt: string | null
  attempt: number
  parameters: ParameterValues
  error: ApiError | null
  skipReason: string | null
  retryOf: string | null
}

export interface RunDetail extends Run {
  artifacts: Artifact[]
  deliveries: Delivery[]
}

export type RunEventKind =
  | 'requested'
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
  format: string
  contentType: string
  sizeBytes: number
  storedBytes: number
  rowCount: number
  sha256: string
  createdAt: string
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
