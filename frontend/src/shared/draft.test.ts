import { describe, expect, it } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import type { Answer } from '@/api/http'
import { ApiProblem } from '@/api/problem'
import { useDraft } from './draft'
import { useSubmit } from './submit'

const answer = (name: string, etag: string): Answer<{ name: string }> => ({ data: { name }, etag, location: null })

describe('useDraft', () => {
  function load(first?: Answer<{ name: string }>) {
    const data = shallowRef(first)
    const latest = shallowRef(first)
    const query = { data, refetch: async () => ({ data: (data.value = latest.value) }) }
    return { data, latest, ...useDraft(query, ({ name }) => ({ name })) }
  }

  it('copies the thing when it arrives', async () => {
    const { data, draft, etag } = load()
    expect(draft.value).toBeNull()
    data.value = answer('one', '"1"')
    await nextTick()
    expect(draft.value).toEqual({ name: 'one' })
    expect(etag.value).toBe('"1"')
  })

  it('keeps draft and ETag together when the thing is refreshed behind it', async () => {
    const { data, draft, etag } = load(answer('one', '"1"'))
    data.value = answer('two', '"2"')
    await nextTick()
    expect(draft.value).toEqual({ name: 'one' })
    expect(etag.value).toBe('"1"')
  })

  it('takes both anew on request', async () => {
    const { latest, draft, etag, reload } = load(answer('one', '"1"'))
    latest.value = answer('two', '"2"')
    await reload()
    expect(draft.value).toEqual({ name: 'two' })
    expect(etag.value).toBe('"2"')
  })
})

describe('useSubmit', () => {
  it('runs one change at a time', async () => {
    const saved: string[] = []
    let open = (): void => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    const { submit, submitting } = useSubmit(async (value: string) => {
      await gate
      saved.push(value)
    })
    const first = submit('a')
    void submit('b')
    expect(submitting.value).toBe(true)
    open()
    await first
    expect(saved).toEqual(['a'])
    expect(submitting.value).toBe(false)
  })

  it('keeps the problem until the next attempt', async () => {
    let fail = true
    const { submit, problem } = useSubmit(async () => {
      if (fail) throw new ApiProblem(412)
    })
    await submit()
    expect(problem.value?.isConflict).toBe(true)
    fail = false
    await submit()
    expect(problem.value).toBeNull()
  })
})
