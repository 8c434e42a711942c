import { describe, expect, it } from 'vitest'
import { followEvents } from './event-stream'
import { createHttp, type Http } from './http'
import { ApiProblem } from './problem'

/** Answers each request with the next body, and remembers the Last-Event-ID it was asked for. */
function server(...answers: (string | number | Error)[]) {
  const resumedAt: (string | null)[] = []
  const http: Http = createHttp({
    token: () => 'token',
    onUnauthorized: () => undefined,
    fetch: async (_input, init) => {
      resumedAt.push(new Headers(init?.headers).get('last-event-id'))
      const answer = answers.shift()
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked too often')
      if (typeof answer === 'number') return new Response(null, { status: answer })
      return new Response(inPieces(answer))
    },
  })
  return { http, resumedAt }
}

function inPieces(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  return new ReadableStream({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
      controller.close()
    },
  })
}

async function follow(http: Http, signal = new AbortController().signal) {
  const data: string[] = []
  const delays: number[] = []
  await followEvents({
    http,
    path: '/events',
    signal,
    onEvent: (event) => data.push(event.data),
    wait: async (milliseconds) => void delays.push(milliseconds),
  })
  return { data, delays }
}

describe('followEvents', () => {
  it('delivers events until the server ends the stream', async () => {
    const { http, resumedAt } = server('id: 1\ndata: a\n\nid: 2\ndata: größer\n\nevent: end\ndata: {}\n\nid: 3\ndata: late\n\n')
    expect((await follow(http)).data).toEqual(['a', 'größer'])
    expect(resumedAt).toEqual([null])
  })

  it('resumes after the last event it has seen', async () => {
    const { http, resumedAt } = server('id: 4\ndata: a\n\n', new TypeError('network'), 'id: 5\ndata: b\n\nevent: end\n\n')
    const { data } = await follow(http)
    expect(data).toEqual(['a', 'b'])
    expect(resumedAt).toEqual([null, '4', '4'])
  })

  it('waits longer after each failure and as told by the server after success', async () => {
    const failure = new TypeError('network')
    const { http } = server(failure, 503, failure, failure, failure, 'retry: 10\nid: 1\ndata: a\n\n', 'event: end\n\n')
    expect((await follow(http)).delays).toEqual([2000, 4000, 8000, 15_000, 15_000, 10])
  })

  it.each([401, 403, 404])('gives up when the server answers %i', async (status) => {
    const { http } = server(status)
    await expect(follow(http)).rejects.toMatchObject({ status } satisfies Partial<ApiProblem>)
  })

  it('ends without an error when it is aborted', async () => {
    const abort = new AbortController()
    const { http } = server()
    abort.abort()
    expect((await follow(http, abort.signal)).data).toEqual([])
  })
})
