// Each module by itself: formatted, valid against azurerm's schema, and its own tests (modules/*/tests/*.tftest.hcl) pass.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { infra, startTerraform, withoutTerraform } from '../terraform.mjs'

describe('modules', { skip: withoutTerraform }, () => {
  let terraform
  before(async () => { terraform = await startTerraform() })
  after(() => terraform?.stop())

  test('all HCL is formatted', async () => {
    const { status, output } = await terraform.run(infra, 'fmt', '-check', '-recursive', '-diff')
    assert.equal(status, 0, output)
  })

  for (const name of readdirSync(join(infra, 'modules'))) describe(name, () => {
    const folder = join(infra, 'modules', name)

    test('is valid', async () => {
      const init = await terraform.run(folder, 'init', '-backend=false', '-no-color')
      assert.equal(init.status, 0, init.output)
      const { status, output } = await terraform.run(folder, 'validate', '-no-color')
      assert.equal(status, 0, output)
    })

    test('passes its own tests', async (context) => {
      const { status, stdout, output } = await terraform.run(folder, 'test', '-json')
      const messages = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line))
      const runs = messages.filter(({ type, test_run: run }) => type === 'test_run' && run.progress === 'complete')
      assert.ok(runs.length > 0, `${name} has no tests: ${output}`)
      for (const { test_run: run } of runs)
        await context.test(run.run.replaceAll('_', ' '), () => assert.equal(run.status, 'pass', diagnostics(messages, run.run)))
      assert.equal(status, 0, diagnostics(messages))
    })
  })
})

const diagnostics = (messages, run) => messages
  .filter((message) => message.type === 'diagnostic' && (!run || message['@testrun'] === run))
  .map(({ diagnostic: d }) => `${d.summary} (${d.range?.filename}:${d.range?.start.line}) ${d.detail}`)
  .join('\n')
