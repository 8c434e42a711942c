import { describe, expect, it, vi } from 'vitest'
import { createHttp, queryString } from './http'
import { ApiProblem } from './problem'

function http(answer: Response | Error, token: string | null = 'secret') {
  const sent: { url: string; init: RequestInit }[] = []
  const onUnauthorized = vi.fn()
  const client = createHttp({
    token: () => token,
    onUnauthorized,
    fetch: async (url, init) => {
      sent.push({ url: String(url), init: init ?? {} })
      if (answer instanceof Error) throw answer
      return answer
    },
  })
  return { client, onUnauthorized, request: () => ({ url: sent[0]?.url, headers: new Headers(sent[0]?.init.headers), body: sent[0]?.init.body }) }
}

describe('http', () => {
  it('sends the token, the body and the version it changes', async () => {
    const { client, request } = http(Response.json({ id: '1' }, { headers: { etag: '"4"' } }))
    const answer = await client.json('PUT', '/v1/reports/1', { body: { name: 'x' }, ifMatch: '"3"' })
    expect(answer).toEqual({ data: { id: '1' }, etag: '"4"', location: null })
    expect(request().headers.get('authorization')).toBe('Bearer secret')
    expect(request().headers.get('if-match')).toBe('"3"')
    expect(request().headers.get('content-type')).toBe('application/json')
    expect(request().body).toBe('{"name":"x"}')
  })

  it('sends a file as it is, with the type it is given', async () => {
    const file = new Blob(['BEGIN:VCALENDAR'])
    const { client, request } = http(new Response(null))
    await client.json('POST', '/v1/calendars/1/import', { body: file, headers: { 'content-type': 'text/calendar' } })
    expect(request().headers.get('content-type')).toBe('text/calendar')
    expect(request().body).toBe(file)
  })

  it('sends no Authorization before signing in and takes an empty answer', async () => {
    const { client, request } = http(new Response(null, { status: 204 }), null)
    expect((await client.json('DELETE', '/v1/reports/1')).data).toBeUndefined()
    expect(request().headers.has('authorization')).toBe(false)
  })

  it('ends the session when the token is refused', async () => {
    const { client, onUnauthorized } = http(new Response(null, { status: 401 }))
    await expect(client.get('/v1/me')).rejects.toBeInstanceOf(ApiProblem)
    expect(onUnauthorized).toHaveBeenCalledOnce()
  })

  it('says so when the server cannot be reached', async () => {
    const { client, onUnauthorized } = http(new TypeError('fetch failed'))
    await expect(client.get('/v1/me')).rejects.toMatchObject({ status: 0 })
    expect(onUnauthorized).not.toHaveBeenCalled()
  })

  it('passes an abort on as it is', async () => {
    const abort = new AbortController()
    abort.abort(new DOMException('left', 'AbortError'))
    const { client } = http(abort.signal.reason as Error)
    await expect(client.get('/v1/me', {}, abort.signal)).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('queryString', () => {
  it('leaves out what is empty and escapes the rest', () => {
    expect(queryString({ state: 'failed', cursor: null, reportId: '', limit: 50, q: 'a&b' })).toBe('?state=failed&limit=50&q=a%26b')
    expect(queryString({ cursor: undefined })).toBe('')
  })
})
