import { describe, expect, it } from 'vitest'
import { mergePages, readAll } from './paging'

const page = (ids: string, nextCursor: string | null = null) => ({ items: [...ids].map((id) => ({ id })), nextCursor })

describe('mergePages', () => {
  it('keeps the order and shows an item that moved to the next page once', () => {
    expect(mergePages([page('dcb', '1'), page('ba')]).map((item) => item.id).join('')).toBe('dcba')
  })

  it('prefers the newer copy, which is on the earlier page', () => {
    const pages = [
      { items: [{ id: 'a', state: 'succeeded' }], nextCursor: '1' },
      { items: [{ id: 'a', state: 'running' }], nextCursor: null },
    ]
    expect(mergePages(pages)).toEqual([{ id: 'a', state: 'succeeded' }])
  })

  it('is empty before the first page', () => expect(mergePages(undefined)).toEqual([]))
})

describe('readAll', () => {
  it('follows the cursors to the end', async () => {
    const pages: Record<string, ReturnType<typeof page>> = { '': page('ab', '1'), '1': page('', '2'), '2': page('c') }
    const items = await readAll(async (cursor) => pages[cursor ?? ''] ?? page(''))
    expect(items.map((item) => item.id).join('')).toBe('abc')
  })

  it('stops after the given number of pages', async () => {
    let asked = 0
    await readAll(async () => page('a', String(++asked)), 3)
    expect(asked).toBe(3)
  })
})
