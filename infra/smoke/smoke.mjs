// node smoke.mjs URL REPORT: runs the report of that id on the platform at URL; the token is in SMOKE_TOKEN.
import { setTimeout as wait } from 'node:timers/promises'
import { runReport } from './run.mjs'

const [url, report] = process.argv.slice(2)
const { run, bytes } = await runReport({ url, report, token: process.env.SMOKE_TOKEN, pause: () => wait(5000), tries: 60 })
console.log(`Run ${run} made an artifact of ${bytes} bytes.`)
