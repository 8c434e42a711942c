import { session } from '@/session/session'
import { createHttp } from './http'

export const http = createHttp({
  token: session.token,
  onUnauthorized: () => session.end('expired'),
})
