// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { lastSignIn, rememberSignIn } from './last-sign-in'
import { TokenStore, type Session } from './token-store'

const session: Session = {
  accessToken: 'token',
  expiresAt: '2026-11-23T12:00:00Z',
  tenant: 'demo',
  user: 'alex',
  role: 'owner',
}
const before = Date.parse('2026-11-23T11:59:59Z')
const at = Date.parse('2026-11-23T12:00:00Z')

beforeEach(() => {
  sessionStorage.clear()
  localStorage.clear()
})

describe('TokenStore', () => {
  it('gives back what was written', () => {
    new TokenStore(sessionStorage, () => before).write(session)
    expect(new TokenStore(sessionStorage, () => before).read()).toEqual(session)
  })

  it('forgets a session that has run out', () => {
    const store = new TokenStore(sessionStorage, () => at)
    store.write(session)
    expect(store.read()).toBeNull()
    expect(sessionStorage.length).toBe(0)
  })

  it.each(['', 'null', '{', '{"accessToken":"x"}', '5'])('takes %j for no session', (text) => {
    new TokenStore(sessionStorage, () => before).write(session)
    sessionStorage.setItem(sessionStorage.key(0) ?? '', text)
    expect(new TokenStore(sessionStorage, () => before).read()).toBeNull()
  })

  it('is empty after sign-out', () => {
    const store = new TokenStore(sessionStorage, () => before)
    store.write(session)
    store.clear()
    expect(store.read()).toBeNull()
  })
})

describe('lastSignIn', () => {
  it('offers the demo tenant on a first visit', () => expect(lastSignIn(localStorage).tenant).toBe('demo'))

  it('offers what was typed last time, never a token', () => {
    rememberSignIn(localStorage, { tenant: 'acme', user: 'bo', role: 'viewer' })
    expect(lastSignIn(localStorage)).toEqual({ tenant: 'acme', user: 'bo', role: 'viewer' })
  })
})
