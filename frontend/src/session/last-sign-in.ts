import type { Role } from '@/api/types'

export interface SignIn {
  tenant: string
  user: string
  role: Role
}

const key = 'report-scheduler.last-sign-in'
const firstVisit: SignIn = { tenant: 'demo', user: 'alex', role: 'owner' }

/** What was typed last time; on a first visit the tenant that has demo data. */
export function lastSignIn(storage: Pick<Storage, 'getItem'>): SignIn {
  try {
    const saved = JSON.parse(storage.getItem(key) ?? '{}') as Partial<SignIn> | null
    return { ...firstVisit, ...saved }
  } catch {
    return { ...firstVisit }
  }
}

export function rememberSignIn(storage: Pick<Storage, 'setItem'>, signIn: SignIn): void {
  storage.setItem(key, JSON.stringify(signIn))
}
