import type { Page } from './types'

/**
 * The items of the loaded pages, each once: a list that grows at its head shifts items
 * from one page to the next between two requests.
 */
export function mergePages<T extends { id: string }>(pages: readonly Page<T>[] | undefined): T[] {
  const byId = new Map<string, T>()
  for (const page of pages ?? []) {
    for (const item of page.items) if (!byId.has(item.id)) byId.set(item.id, item)
  }
  return [...byId.values()]
}

/** Follows the cursors to the end, at most `maxPages` pages. For lists that fill a select. */
export async function readAll<T>(
  read: (cursor: string | null) => Promise<Page<T>>,
  maxPages = 10,
): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null = null
  for (let page = 0; page < maxPages; page++) {
    const answer: Page<T> = await read(cursor)
    items.push(...answer.items)
    cursor = answer.nextCursor
    if (cursor === null) break
  }
  return items
}
