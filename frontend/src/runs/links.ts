import type { DownloadLink } from '@/api/types'

export const validities: { hours: number; text: string }[] = [
  { hours: 1, text: '1 hour' },
  { hours: 24, text: '1 day' },
  { hours: 168, text: '7 days' },
  { hours: 720, text: '30 days' },
  { hours: 2160, text: '90 days' },
]

export const defaultHours = 168

/** Whether somebody who has the link can use it, at a time in milliseconds. */
export function isUsable(link: DownloadLink, now: number): boolean {
  return link.revokedAt === null && Date.parse(link.expiresAt) > now
}

/** The API may give the address without its host. */
export function absolute(url: string, origin: string): string {
  return new URL(url, origin).href
}
