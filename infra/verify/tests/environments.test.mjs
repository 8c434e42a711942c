// Plans of all environments meet the policies; and what was applied once is not changed by a second plan.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { copyInfra, planEnvironment, readPlan } from '../plans.mjs'
import { complete, policies, production } from '../policies.mjs'
import { loadSchema } from '../schema/load.mjs'
import { startTerraform, withoutTerraform } from '../terraform.mjs'

const FOR = { dev: { ...policies, ...complete }, stage: { ...policies, ...complete }, prod: { ...policies, ...complete, ...production }, shared: policies }

describe('environments', { skip: withoutTerraform }, () => {
  let terraform, copy, taggable
  before(async () => {
    terraform = await startTerraform()
    copy = copyInfra()
    taggable = new Set(Object.entries(loadSchema().resources).filter(([, block]) => block.attributes.tags && !block.attributes.tags.computed).map(([type]) => type))
  })
  after(() => {
    terraform?.stop()
    copy?.remove()
  })

  for (const [environment, rules] of Object.entries(FOR)) describe(environment, () => {
    let plan
    before(async () => {
      const { status, output, folder } = await planEnvironment(terraform, copy.root, environment)
      assert.equal(status, 0, output)
      plan = { ...await readPlan(terraform, folder), taggable }
    })
    for (const [name, rule] of Object.entries(rules)) test(name, () => assert.deepEqual(rule(plan), []))
  })

  test('what was applied is not changed by the next plan', async () => {
    const { folder } = await planEnvironment(terraform, copy.root, 'stage')
    const apply = await terraform.run(folder, 'apply', '-no-color', '-var=administrator_password=this-must-be-in-no-plan', 'tfplan')
    assert.equal(apply.status, 0, apply.output)
    const next = await planEnvironment(terraform, copy.root, 'stage')
    assert.match(next.output, /No changes\./)
  })
})
