import { computed, shallowRef } from 'vue'
import { TokenStore, type Session } from './token-store'

const store = new TokenStore(sessionStorage)
const current = shallowRef<Session | null>(store.read())
const expired = shallowRef(false)

/** Who is signed in, in this tab. */
export const session = {
  current: computed(() => current.value),
  /** Whether the last session was ended by the server rather than by the user. */
  expired: computed(() => expired.value),
  /** May write reports, schedules, calendars and destinations, and run them. */
  canEdit: computed(() => current.value !== null && current.value.role !== 'viewer'),
  /** May write data sources and settings. */
  isOwner: computed(() => current.value?.role === 'owner'),

  token(): string | null {
    return current.value?.accessToken ?? null
  },

  start(value: Session): void {
    store.write(value)
    current.value = value
    expired.value = false
  },

  end(reason: 'signedOut' | 'expired'): void {
    expired.value = reason === 'expired' && current.value !== null
    store.clear()
    current.value = null
  },
}
