import { expect, it } from 'vitest'
import type { DownloadLink } from '@/api/types'
import { absolute, isUsable } from './links'

const link = { expiresAt: '2026-01-02T00:00:00Z', revokedAt: null } as DownloadLink

it('a link is usable until it expires or is revoked', () => {
  expect(isUsable(link, Date.parse('2026-01-01T23:59:59Z'))).toBe(true)
  expect(isUsable(link, Date.parse('2026-01-02T00:00:00Z'))).toBe(false)
  expect(isUsable({ ...link, revokedAt: '2026-01-01T00:00:00Z' }, Date.parse('2026-01-01T12:00:00Z'))).toBe(false)
})

it.each([
  ['/downloads/x', 'https://reports.example.org/downloads/x'],
  ['https://files.example.org/downloads/x', 'https://files.example.org/downloads/x'],
])('%s is copied as %s', (url, copied) => expect(absolute(url, 'https://reports.example.org')).toBe(copied))
