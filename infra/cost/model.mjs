// node model.mjs [--tenants N] [--runs N a day and tenant] [--rows N a run]: what the specification's table costs, and what
// this design needs for a load. Amounts are USD a month.
import { parseArgs } from 'node:util'
import { pathToFileURL } from 'node:url'

const SECONDS_A_MONTH = 730 * 3600
const DAYS_A_MONTH = 30

/** Section 21 of the specification, as it stands there. */
export const SPECIFICATION = [
  ['PostgreSQL, 8 vCores', 730], ['Read replica, 4 vCores', 365], ['Redis, 6 GB', 225], ['Service Bus Premium, 1 unit', 670],
  ['Container Apps, 50 on average', 400], ['Blob storage, 5 TB hot and 10 TB cool', 250], ['Application Insights, 50 GB', 115],
  ['Traffic Manager', 50], ['Key Vault', 3], ['Data transfer, 1 TB', 80],
]

/** CPU milliseconds of one small run, measured by the project's benchmark on 2 cores; they are no promise for Azure's cores. */
export const MEASURED = { worker: 3.7, postgres: 3.1, scheduler: 0.2 }

/** CPU microseconds of a row more, measured likewise: binary COPY to CSV in the Worker. */
export const MEASURED_ROW = 1.8

/** Unit prices. The first five follow from the specification's table; the others are assumptions to check in Azure's calculator. */
export const PRICES = {
  vCore: 730 / 8, messagingUnit: 670, redis: 225, logGigabyte: 115 / 50, egressGigabyte: 80 / 1024,
  vCpuSecond: 0.000024, gibibyteSecond: 0.000003, hotGigabyte: 0.02, coolGigabyte: 0.01,
  gateway: 330, privateEndpoint: 7.3, natGateway: 33, staticSite: 9, ddosPlan: 2944,
}

/** How work is spread and how full things may be. */
export const ASSUMPTIONS = {
  // The busiest minute has this many times the mean: schedules fire at full hours and in the morning.
  peak: 30,
  utilisation: 0.5,
  bytesARow: 130,
  compression: 2.75,
  hotDays: 30,
  keptDays: 90,
  logBytesARun: 4096,
}

/** @param {{ tenants: number, runs: number, rows: number }} load runs a day and tenant, rows a run */
export function estimate({ tenants, runs, rows }) {
  const { peak, utilisation, bytesARow, compression, hotDays, keptDays, logBytesARun } = ASSUMPTIONS
  const aDay = tenants * runs
  const peakRate = (aDay / 86_400) * peak
  const cores = (milliseconds) => (peakRate * milliseconds) / 1000 / utilisation
  const workerMilliseconds = MEASURED.worker + (rows * MEASURED_ROW) / 1000

  const workers = Math.max(2, Math.ceil(cores(workerMilliseconds)))
  // Workers beyond the two that stay are paid for while they work.
  const meanWorkers = 2 + Math.max(0, (aDay / 86_400) * workerMilliseconds / 1000 / utilisation - 2)
  const vCores = even(Math.max(2, Math.ceil(cores(MEASURED.postgres))))
  const gigabytesADay = (aDay * rows * bytesARow) / compression / 1e9
  const hot = gigabytesADay * hotDays
  const cool = gigabytesADay * (keptDays - hotDays)
  const apps = meanWorkers * 1 + 3 * 0.5 + 2 * 0.5
  const logs = (aDay * DAYS_A_MONTH * logBytesARun) / 1e9

  const lines = [
    [`PostgreSQL, ${vCores} vCores and a standby in another zone`, 2 * vCores * PRICES.vCore],
    [`Read replica, ${even(Math.max(2, vCores / 2))} vCores`, even(Math.max(2, vCores / 2)) * PRICES.vCore],
    ['Redis', PRICES.redis],
    ['Service Bus Premium, 1 unit', PRICES.messagingUnit],
    [`Container Apps, ${apps.toFixed(1)} cores on average, ${workers} workers at the peak`, apps * SECONDS_A_MONTH * (PRICES.vCpuSecond + 2 * PRICES.gibibyteSecond)],
    [`Blob storage, ${Math.round(hot)} GB hot and ${Math.round(cool)} GB cool`, hot * PRICES.hotGigabyte + cool * PRICES.coolGigabyte],
    [`Application Insights, ${logs.toFixed(1)} GB`, logs * PRICES.logGigabyte],
    [`Data transfer, ${Math.round(gigabytesADay * DAYS_A_MONTH)} GB`, gigabytesADay * DAYS_A_MONTH * PRICES.egressGigabyte],
    ['Gateway with firewall', PRICES.gateway],
    ['Private endpoints, NAT gateway, web UI, Key Vault, Traffic Manager', 6 * PRICES.privateEndpoint + PRICES.natGateway + PRICES.staticSite + 3 + 50],
  ]
  return { lines, total: sum(lines), workers, vCores, runsADay: aDay, peakRate }
}

/** A table in Markdown. */
export function table(lines, tenants) {
  const dollars = (value) => Math.round(value).toLocaleString('en-US')
  return [
    '| Resource | USD a month |', '| --- | --: |',
    ...lines.map(([resource, amount]) => `| ${resource} | ${dollars(amount)} |`),
    `| **Total** | **${dollars(sum(lines))}** |`,
    `| For each of ${tenants.toLocaleString('en-US')} tenants | ${(sum(lines) / tenants).toFixed(2)} |`,
  ].join('\n')
}

export const sum = (lines) => lines.reduce((total, [, amount]) => total + amount, 0)

const even = (number) => 2 * Math.ceil(number / 2)

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { tenants: { type: 'string', default: '1000' }, runs: { type: 'string', default: '24' }, rows: { type: 'string', default: '10000' } } })
  const load = { tenants: Number(values.tenants), runs: Number(values.runs), rows: Number(values.rows) }
  if (!Object.values(load).every((value) => value > 0)) throw new Error('tenants, runs and rows are numbers above 0.')
  console.log(`The specification:\n\n${table(SPECIFICATION, 1000)}\n\nThis design, ${load.tenants} tenants, ${load.runs} runs a day each, ${load.rows} rows a run:\n`)
  console.log(table(estimate(load).lines, load.tenants))
}
