import type { DataSource, SslMode } from '@/api/types'
import { toWhole, wholeText } from '@/shared/numbers'

export interface DataSourceDraft {
  name: string
  host: string
  port: string
  database: string
  username: string
  password: string
  sslMode: SslMode
  maxConcurrentRuns: string
}

export const sslModes: { value: SslMode; text: string }[] = [
  { value: 'verifyFull', text: 'Verify: encrypt and check the certificate' },
  { value: 'require', text: 'Require: encrypt, do not check the certificate' },
  { value: 'prefer', text: 'Prefer: encrypt if the server can' },
  { value: 'disable', text: 'Disable: never encrypt' },
]

export function emptyDataSource(): DataSourceDraft {
  return { name: '', host: '', port: '5432', database: '', username: '', password: '', sslMode: 'verifyFull', maxConcurrentRuns: '' }
}

export function draftOf(source: DataSource): DataSourceDraft {
  const { name, host, port, database, username, sslMode } = source
  return { name, host, port: String(port), database, username, sslMode, password: '', maxConcurrentRuns: wholeText(source.maxConcurrentRuns) }
}

/** The password is only sent when one was typed: the API keeps the one it has. */
export function requestOf(draft: DataSourceDraft) {
  const { name, host, port, database, username, password, sslMode } = draft
  return {
    name: name.trim(),
    kind: 'postgresql' as const,
    host: host.trim(),
    port: /^\d{1,9}$/.test(port.trim()) ? Number(port) : null,
    database: database.trim(),
    username: username.trim(),
    sslMode,
    maxConcurrentRuns: toWhole(draft.maxConcurrentRuns),
    ...(password === '' ? {} : { password }),
  }
}
