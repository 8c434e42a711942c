import { ApiProblem, readProblem } from './problem'

export type Query = Record<string, string | number | null | undefined>

export interface RequestOptions {
  query?: Query
  /** Sent as JSON, a file as it is. */
  body?: unknown
  /** The ETag of the version the change was made from. */
  ifMatch?: string | null
  headers?: Record<string, string>
  signal?: AbortSignal | undefined
}

export interface Answer<T> {
  data: T
  etag: string | null
  location: string | null
}

export interface HttpSettings {
  token: () => string | null
  /** Called when the API no longer accepts the token. */
  onUnauthorized: () => void
  fetch?: typeof fetch
}

export interface Http {
  /** The raw answer, for streams and downloads. Throws {@link ApiProblem} unless the status is 2xx. */
  send(method: string, path: string, options?: RequestOptions): Promise<Response>
  json<T>(method: string, path: string, options?: RequestOptions): Promise<Answer<T>>
  get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T>
}

export function createHttp(settings: HttpSettings): Http {
  async function send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
    const response = await deliver(method, path, options)
    if (response.ok) return response
    if (response.status === 401) settings.onUnauthorized()
    throw await readProblem(response)
  }

  async function deliver(method: string, path: string, options: RequestOptions): Promise<Response> {
    const request: RequestInit = { method, headers: headersOf(options, settings.token()) }
    if (options.body !== undefined) request.body = options.body instanceof Blob ? options.body : JSON.stringify(options.body)
    if (options.signal) request.signal = options.signal
    try {
      return await (settings.fetch ?? fetch)(path + queryString(options.query), request)
    } catch (error) {
      if (options.signal?.aborted) throw error
      throw new ApiProblem(0)
    }
  }

  async function json<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    const response = await send(method, path, options)
    const text = await response.text()
    return {
      data: (text === '' ? undefined : JSON.parse(text)) as T,
      etag: response.headers.get('etag'),
      location: response.headers.get('location'),
    }
  }

  return {
    send,
    json,
    get: async <T>(path: string, query: Query = {}, signal?: AbortSignal) =>
      (await json<T>('GET', path, { query, signal })).data,
  }
}

function headersOf(options: RequestOptions, token: string | null): Headers {
  const headers = new Headers({ accept: 'application/json, application/problem+json', ...options.headers })
  if (token) headers.set('authorization', `Bearer ${token}`)
  if (options.body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json')
  if (options.ifMatch) headers.set('if-match', options.ifMatch)
  return headers
}

export function queryString(query: Query = {}): string {
  const entries = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '')
  const text = new URLSearchParams(entries.map(([key, value]) => [key, String(value)])).toString()
  return text && `?${text}`
}
