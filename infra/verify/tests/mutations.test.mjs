// Wrong HCL fails: each mistake of mutations.mjs is made in a copy and must be noticed by whom it names.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { mutations } from '../mutations.mjs'
import { copyInfra, planEnvironment, readPlan } from '../plans.mjs'
import { complete, policies } from '../policies.mjs'
import { loadSchema } from '../schema/load.mjs'
import { infra, startTerraform, withoutTerraform } from '../terraform.mjs'

const NOTICES = {
  async validate(terraform, root, file) {
    const folder = dirname(join(root, file))
    const init = await terraform.run(folder, 'init', '-backend=false', '-no-color')
    return init.status !== 0 ? init : terraform.run(folder, 'validate', '-no-color')
  },
  async test(terraform, root, file) {
    const folder = dirname(join(root, file))
    await terraform.run(folder, 'init', '-backend=false', '-no-color')
    return terraform.run(folder, 'test', '-no-color')
  },
  init: (terraform, root, file) => terraform.run(dirname(join(root, file)), 'init', '-no-color'),
  plan: (terraform, root) => planEnvironment(terraform, root, 'stage'),
}

describe('mistakes are noticed', { skip: withoutTerraform }, () => {
  let terraform, copy, taggable
  before(async () => {
    terraform = await startTerraform()
    copy = copyInfra()
    taggable = new Set(Object.entries(loadSchema().resources).filter(([, block]) => block.attributes.tags).map(([type]) => type))
  })
  after(() => {
    terraform?.stop()
    copy?.remove()
  })

  for (const [file, from, to, notice, policy] of mutations) test(`${file}: ${from.trim()} -> ${to.trim() || 'nothing'}: ${notice}`, async () => {
    const original = readFileSync(join(infra, file), 'utf8')
    assert.ok(original.includes(from), `${file} no longer has: ${from}`)
    writeFileSync(join(copy.root, file), original.replace(from, () => to))
    try {
      if (notice === 'policy') {
        const { status, output, folder } = await planEnvironment(terraform, copy.root, 'stage')
        assert.equal(status, 0, output)
        const broken = { ...policies, ...complete }[policy]({ ...await readPlan(terraform, folder), taggable })
        assert.notDeepEqual(broken, [], 'the policy did not notice')
      } else {
        const { status, output } = await NOTICES[notice](terraform, copy.root, file)
        assert.notEqual(status, 0, output)
        // Not for some other reason, such as a provider that is missing.
        assert.doesNotMatch(output, /Missing required provider|Failed to query available provider/)
      }
    } finally {
      writeFileSync(join(copy.root, file), original)
    }
  })
})
