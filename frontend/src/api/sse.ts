export interface ServerSentEvent {
  id: string
  event: string
  data: string
}

/**
 * Reads the lines of a text/event-stream (WHATWG HTML, section 9.2.6). `push` takes text in any
 * pieces and returns the events completed by it; an event that the stream cuts off is dropped.
 */
export class SseParser {
  #buffer = ''
  #started = false
  #data: string[] = []
  #event = ''
  #lastEventId = ''
  #retry: number | null = null

  get lastEventId(): string {
    return this.#lastEventId
  }

  /** The delay before a reconnection that the server asked for, in milliseconds. */
  get retry(): number | null {
    return this.#retry
  }

  push(text: string): ServerSentEvent[] {
    this.#buffer += text
    if (!this.#started && this.#buffer !== '') {
      this.#started = true
      this.#buffer = this.#buffer.replace(/^\uFEFF/, '')
    }
    const events: ServerSentEvent[] = []
    for (let line = this.#takeLine(); line !== null; line = this.#takeLine()) {
      const event = this.#readLine(line)
      if (event) events.push(event)
    }
    return events
  }

  #takeLine(): string | null {
    const end = /\r\n|\n|\r/.exec(this.#buffer)
    // A trailing CR may be half of a CRLF whose LF is still on its way.
    if (!end || (end[0] === '\r' && end.index === this.#buffer.length - 1)) return null
    const line = this.#buffer.slice(0, end.index)
    this.#buffer = this.#buffer.slice(end.index + end[0].length)
    return line
  }

  #readLine(line: string): ServerSentEvent | null {
    if (line === '') return this.#dispatch()
    const colon = line.indexOf(':')
    if (colon === 0) return null
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') this.#data.push(value)
    else if (field === 'event') this.#event = value
    else if (field === 'id' && !value.includes('\0')) this.#lastEventId = value
    else if (field === 'retry' && /^\d+$/.test(value)) this.#retry = Number(value)
    return null
  }

  #dispatch(): ServerSentEvent | null {
    const event = { id: this.#lastEventId, event: this.#event || 'message', data: this.#data.join('\n') }
    const empty = this.#data.length === 0
    const named = this.#event !== ''
    this.#data = []
    this.#event = ''
    // The standard drops events without data; `event: end` may come without any.
    return empty && !named ? null : event
  }
}
