export interface Session {
  accessToken: string
  expiresAt: string
  tenant: string
  user: string
  role: 'viewer' | 'editor' | 'owner'
}

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>

const key = 'report-scheduler.session'

/** Keeps the session of one browser tab. A session that has run out, or that cannot be read, is none. */
export class TokenStore {
  constructor(
    private readonly storage: Storage,
    private readonly now: () => number = Date.now,
  ) {}

  read(): Session | null {
    const session = parse(this.storage.getItem(key))
    if (session && Date.parse(session.expiresAt) > this.now()) return session
    this.clear()
    return null
  }

  write(session: Session): void {
    this.storage.setItem(key, JSON.stringify(session))
  }

  clear(): void {
    this.storage.removeItem(key)
  }
}

function parse(text: string | null): Session | null {
  if (text === null) return null
  try {
    const value = JSON.parse(text) as Partial<Session> | null
    const complete = value?.accessToken && value.expiresAt && value.tenant && value.user && value.role
    return complete ? (value as Session) : null
  } catch {
    return null
  }
}
