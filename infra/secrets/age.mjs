// node age.mjs VAULT: tells which secrets of a vault are due for rotation. Exits with 1 when one is overdue. Needs az, signed in.
import { execFileSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'

const DAY = 86_400_000
/** Days after which a secret is due, and overdue. */
export const DUE = 60
export const OVERDUE = 90
// A data key encrypts what is stored; it is replaced with a migration, not by age. See docs/runbooks/secret-rotation.md.
const KEPT = ['data-key', 'tls-certificate']

/** @returns {{ name: string, days: number, state: 'fresh' | 'due' | 'overdue' }[]} the oldest first */
export function ages(secrets, now) {
  return secrets
    .filter(({ name, attributes }) => attributes.enabled && !KEPT.includes(name))
    .map(({ name, attributes }) => {
      const days = Math.floor((now - Date.parse(attributes.updated)) / DAY)
      return { name, days, state: days >= OVERDUE ? 'overdue' : days >= DUE ? 'due' : 'fresh' }
    })
    .sort((a, b) => b.days - a.days)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const output = execFileSync('az', ['keyvault', 'secret', 'list', '--vault-name', process.argv[2], '--output', 'json'], { encoding: 'utf8' })
  const found = ages(JSON.parse(output), Date.now())
  for (const { name, days, state } of found) console.log(`${name}: ${days} days, ${state}`)
  process.exitCode = found.some(({ state }) => state === 'overdue') ? 1 : 0
}
