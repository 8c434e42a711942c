// node release.mjs STAGE SUFFIX NEW [RUNNING]: writes release.auto.tfvars.json's content to standard output. STAGE is full, canary
// or rollback; NEW and RUNNING are JSON files: { "images": { "api", "scheduler", "worker" }, "suffix" }.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const PERCENT = 10

/**
 * What Terraform is given for a step of a release.
 * @param {'full' | 'canary' | 'rollback'} stage
 * @param {string} suffix of the revision that this step makes
 * @param {{ images: { api: string, scheduler: string, worker: string } }} next
 * @param {{ images: object, suffix: string } | undefined} running what takes the traffic now; nothing before the first release
 */
export function releaseOf(stage, suffix, next, running) {
  if (stage === 'rollback') {
    if (!running) throw new Error('Nothing ran before, so there is nothing to go back to.')
    // Its revision's name is taken, and may be gone: the old images get a new revision.
    return { images: running.images, release: { suffix: `${suffix}-back` } }
  }
  if (stage === 'canary' && running)
    // Messages cannot be shared between versions: Scheduler and Worker follow when the canary has proved itself.
    return { images: { ...running.images, api: next.images.api }, release: { suffix, stable_suffix: running.suffix, canary_percentage: PERCENT } }
  if (stage !== 'full' && stage !== 'canary') throw new Error(`There is no stage ${stage}.`)
  return { images: next.images, release: { suffix } }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [stage, suffix, next, running] = process.argv.slice(2)
  const json = (path) => JSON.parse(readFileSync(path, 'utf8'))
  const before = running ? json(running) : undefined
  console.log(JSON.stringify(releaseOf(stage, suffix, json(next), before?.suffix ? before : undefined), null, 2))
}
