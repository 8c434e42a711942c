import type { Destination } from '@/api/types'

export interface DestinationDraft {
  name: string
  kind: Destination['kind']
  to: string
  subject: string
  body: string
  url: string
}

export function emptyDestination(): DestinationDraft {
  return { name: '', kind: 'email', to: '', subject: '', body: '', url: '' }
}

export function draftOf(destination: Destination): DestinationDraft {
  return {
    name: destination.name,
    kind: destination.kind,
    to: destination.email?.to.join('\n') ?? '',
    subject: destination.email?.subject ?? '',
    body: destination.email?.body ?? '',
    url: destination.webhook?.url ?? '',
  }
}

export function requestOf(draft: DestinationDraft) {
  const email = { to: addresses(draft.to), subject: draft.subject.trim() || null, body: draft.body.trim() || null }
  return {
    name: draft.name.trim(),
    kind: draft.kind,
    email: draft.kind === 'email' ? email : null,
    webhook: draft.kind === 'webhook' ? { url: draft.url.trim() } : null,
  }
}

/** One address per line, comma or semicolon, each once. */
export function addresses(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))]
}

/** Where a destination sends to, in one line. */
export function targetOf(destination: Destination): string {
  return destination.email?.to.join(', ') ?? destination.webhook?.url ?? ''
}
