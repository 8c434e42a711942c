import { describe, expect, it } from 'vitest'
import { SseParser } from './sse'

function parse(...pieces: string[]) {
  const parser = new SseParser()
  return { events: pieces.flatMap((piece) => parser.push(piece)), parser }
}

describe('SseParser', () => {
  it('reads id, event and data of one event', () => {
    const { events } = parse('id: 7\nevent: progress\ndata: {"rows":1}\n\n')
    expect(events).toEqual([{ id: '7', event: 'progress', data: '{"rows":1}' }])
  })

  it('joins several data lines with a line feed', () => {
    expect(parse('data: a\ndata:b\ndata\n\n').events[0]?.data).toBe('a\nb\n')
  })

  it.each(['\n', '\r', '\r\n'])('accepts %j as the end of a line', (end) => {
    const { events } = parse(`id: 1${end}data: x${end}${end}id: 2${end}data: y${end}${end}:${end}`)
    expect(events.map((event) => event.id + event.data)).toEqual(['1x', '2y'])
  })

  it('gives the same events wherever the text is cut', () => {
    const text = ': hello\r\nid: 41\r\ndata: one\r\n\r\nid: 42\r\nevent: end\r\ndata: {}\r\n\r\n'
    const whole = parse(text).events
    expect(whole).toHaveLength(2)
    for (let cut = 1; cut < text.length; cut++) {
      expect(parse(text.slice(0, cut), text.slice(cut)).events).toEqual(whole)
    }
    expect(parse(...text).events).toEqual(whole)
  })

  it('keeps the last id for events that bring none, and ignores an id with a null', () => {
    const { events, parser } = parse('id: 5\ndata: a\n\ndata: b\n\nid: 6\0\ndata: c\n\n')
    expect(events.map((event) => event.id)).toEqual(['5', '5', '5'])
    expect(parser.lastEventId).toBe('5')
  })

  it('ignores comments, unknown fields, a byte order mark and events without data', () => {
    expect(parse('\uFEFF: ping\nfoo: bar\nid: 9\n\ndata: x\n\n').events).toEqual([{ id: '9', event: 'message', data: 'x' }])
  })

  it('takes a named event without data', () => {
    expect(parse('event: end\n\n').events).toEqual([{ id: '', event: 'end', data: '' }])
  })

  it('drops an event that the stream cuts off', () => {
    expect(parse('data: whole\n\ndata: half\n').events).toHaveLength(1)
  })

  it('reads a whole number of milliseconds as retry', () => {
    expect(parse('retry: 2500\nretry: soon\n').parser.retry).toBe(2500)
  })
})
