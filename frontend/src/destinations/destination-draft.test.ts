import { expect, it } from 'vitest'
import { addresses, emptyDestination, requestOf } from './destination-draft'

it('addresses are split at lines, commas and semicolons, each once', () => {
  expect(addresses('a@x.org, b@x.org;\nc@x.org\n\na@x.org')).toEqual(['a@x.org', 'b@x.org', 'c@x.org'])
  expect(addresses('  ')).toEqual([])
})

it('a request carries only the settings of its kind', () => {
  const draft = { ...emptyDestination(), name: ' Ops ', to: 'a@x.org', url: 'https://x.org/hook' }
  expect(requestOf(draft)).toEqual({ name: 'Ops', kind: 'email', email: { to: ['a@x.org'], subject: null, body: null }, webhook: null })
  expect(requestOf({ ...draft, kind: 'webhook' })).toMatchObject({ email: null, webhook: { url: 'https://x.org/hook' } })
})
