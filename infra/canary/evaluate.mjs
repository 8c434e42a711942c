// Decides whether a canary goes on: its error rate and its 95th percentile against the stable revision's.

/** Percent of requests that failed (5xx); more than this above the stable revision's is too much. */
export const MAX_ERROR_RATE = 1
/** How many times as slow as the stable revision the canary may be. */
export const MAX_SLOWDOWN = 1.25
/** Milliseconds that never count as slow, whatever the stable revision does. */
export const FAST_ENOUGH = 300
/** Fewer requests say nothing. */
export const MIN_REQUESTS = 100

/**
 * @typedef {{ requests: number, failed: number, p95: number }} Sample requests of a revision in 15 minutes; p95 in milliseconds
 * @param {Sample} canary
 * @param {Sample} stable
 * @returns {{ verdict: 'promote' | 'rollback' | 'wait', reason: string }}
 */
export function evaluate(canary, stable) {
  const rate = ({ failed, requests }) => (requests === 0 ? 0 : (100 * failed) / requests)
  const percent = (value) => `${value.toFixed(2)} %`

  // Errors count before there are enough requests: a canary that fails half of 40 need not fail half of 100.
  const allowed = rate(stable) + MAX_ERROR_RATE
  if (rate(canary) > allowed && canary.failed >= 5)
    return { verdict: 'rollback', reason: `${percent(rate(canary))} of its requests failed; ${percent(allowed)} are allowed.` }

  if (canary.requests < MIN_REQUESTS)
    return { verdict: 'wait', reason: `It had ${canary.requests} requests; ${MIN_REQUESTS} are needed to judge.` }

  const limit = Math.max(FAST_ENOUGH, stable.p95 * MAX_SLOWDOWN)
  if (canary.p95 > limit)
    return { verdict: 'rollback', reason: `Its 95th percentile is ${Math.round(canary.p95)} ms; ${Math.round(limit)} ms are allowed.` }

  return { verdict: 'promote', reason: `${percent(rate(canary))} failed, 95 % within ${Math.round(canary.p95)} ms, of ${canary.requests} requests.` }
}

/** KQL of one row a release; the compute module gives each its suffix as service.version. */
export const query = (minutes) => `AppRequests
| where TimeGenerated > ago(${minutes}m) and AppRoleName == "report-api"
| summarize requests = sum(ItemCount), failed = sumif(ItemCount, toint(ResultCode) >= 500), p95 = percentilew(DurationMs, ItemCount, 95) by AppVersion`

/** The sample of a release in what az monitor log-analytics query prints; none for one that had no requests. */
export function sampleOf(rows, suffix) {
  const row = rows.find(({ AppVersion: version }) => version === suffix)
  return row ? { requests: Number(row.requests), failed: Number(row.failed), p95: Number(row.p95) } : { requests: 0, failed: 0, p95: 0 }
}
