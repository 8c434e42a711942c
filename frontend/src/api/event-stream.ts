import type { Http } from './http'
import { ApiProblem } from './problem'
import { SseParser, type ServerSentEvent } from './sse'

export interface EventStreamSettings {
  http: Pick<Http, 'send'>
  path: string
  signal: AbortSignal
  onEvent: (event: ServerSentEvent) => void
  onConnection?: (connected: boolean) => void
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

const firstDelay = 1_000
const longestDelay = 15_000

/**
 * Follows a stream of server-sent events until the server sends `event: end`, reconnecting with
 * Last-Event-ID. EventSource cannot be used because it sends no Authorization header.
 * Throws {@link ApiProblem} when the server refuses the stream for good.
 */
export async function followEvents(settings: EventStreamSettings): Promise<void> {
  const { signal, wait = pause } = settings
  let lastEventId = ''
  let delay = firstDelay
  while (!signal.aborted) {
    const parser = new SseParser()
    let received = false
    try {
      const ended = await readOnce(settings, lastEventId, parser, () => (received = true))
      if (ended) return
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof ApiProblem && error.status >= 400 && error.status < 500 && error.status !== 429) throw error
    }
    settings.onConnection?.(false)
    lastEventId = parser.lastEventId || lastEventId
    delay = received ? (parser.retry ?? firstDelay) : Math.min(delay * 2, longestDelay)
    await wait(delay, signal)
  }
}

async function readOnce(
  { http, path, signal, onEvent, onConnection }: EventStreamSettings,
  lastEventId: string,
  parser: SseParser,
  onReceived: () => void,
): Promise<boolean> {
  const headers: Record<string, string> = { accept: 'text/event-stream' }
  if (lastEventId !== '') headers['last-event-id'] = lastEventId
  const response = await http.send('GET', path, { headers, signal })
  if (!response.body) return true
  onConnection?.(true)
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return false
      for (const event of parser.push(decoder.decode(value, { stream: true }))) {
        onReceived()
        if (event.event === 'end') return true
        onEvent(event)
      }
    }
  } finally {
    void reader.cancel().catch(() => undefined)
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}
