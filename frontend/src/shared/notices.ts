import { reactive } from 'vue'

export interface Notice {
  id: number
  text: string
  failed: boolean
}

const shownFor = 6_000
let lastId = 0

/** Short messages about what just happened, newest last. */
export const notices = reactive<Notice[]>([])

export function notify(text: string, failed = false): void {
  const id = ++lastId
  notices.push({ id, text, failed })
  setTimeout(() => dismiss(id), shownFor)
}

export function dismiss(id: number): void {
  const index = notices.findIndex((notice) => notice.id === id)
  if (index >= 0) notices.splice(index, 1)
}
