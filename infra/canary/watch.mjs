// node watch.mjs WORKSPACE CANARY STABLE: watches a canary for 15 minutes, up to 60 when it gets few requests. CANARY and
// STABLE are suffixes of releases. Exits with 0 when it may go on, 1 when it must be rolled back. Needs az, signed in.
import { execFileSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { evaluate, query, sampleOf } from './evaluate.mjs'

const MINUTES = 15
const MAX_MINUTES = 60

const [workspace, canary, stable] = process.argv.slice(2)
if (!stable) {
  console.error('usage: node watch.mjs WORKSPACE CANARY_SUFFIX STABLE_SUFFIX')
  process.exit(2)
}

function look(minutes) {
  const output = execFileSync('az', ['monitor', 'log-analytics', 'query', '--workspace', workspace, '--analytics-query', query(minutes), '--output', 'json'], { encoding: 'utf8' })
  const rows = JSON.parse(output)
  return evaluate(sampleOf(rows, canary), sampleOf(rows, stable))
}

for (let minute = 1; minute <= MAX_MINUTES; minute++) {
  await pause(60_000)
  const { verdict, reason } = look(MINUTES)
  console.log(`after ${minute} min: ${verdict}: ${reason}`)
  // What is bad is ended at once; what looks good must look good for the whole time.
  if (verdict === 'rollback') process.exit(1)
  if (verdict === 'promote' && minute >= MINUTES) process.exit(0)
}
// Nobody used it for an hour, so nobody was harmed, and nothing is known: a person decides.
console.error('Too few requests to judge the canary.')
process.exit(1)
