import { readonly, ref, shallowRef, type Ref } from 'vue'
import { toProblem, type ApiProblem } from '@/api/problem'

export interface Submission {
  submitting: Readonly<Ref<boolean>>
  problem: Readonly<Ref<ApiProblem | null>>
  submit: () => Promise<void>
  reset: () => void
}

/** Runs one change at a time and keeps what the API refused. */
export function useSubmit(action: () => Promise<unknown>): Submission {
  const submitting = ref(false)
  const problem = shallowRef<ApiProblem | null>(null)

  async function submit(): Promise<void> {
    if (submitting.value) return
    submitting.value = true
    problem.value = null
    try {
      await action()
    } catch (error) {
      problem.value = toProblem(error)
    } finally {
      submitting.value = false
    }
  }

  return { submitting: readonly(submitting), problem, submit, reset: () => (problem.value = null) }
}
