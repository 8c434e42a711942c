import { readonly, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { toProblem, type ApiProblem } from '@/api/problem'

export interface Submission<A extends unknown[]> {
  submitting: Readonly<Ref<boolean>>
  problem: Readonly<ShallowRef<ApiProblem | null>>
  submit: (...values: A) => Promise<void>
  reset: () => void
}

/** Runs one change at a time and keeps what the API refused. */
export function useSubmit<A extends unknown[] = []>(action: (...values: A) => Promise<unknown>): Submission<A> {
  const submitting = ref(false)
  const problem = shallowRef<ApiProblem | null>(null)

  async function submit(...values: A): Promise<void> {
    if (submitting.value) return
    submitting.value = true
    problem.value = null
    try {
      await action(...values)
    } catch (error) {
      problem.value = toProblem(error)
    } finally {
      submitting.value = false
    }
  }

  return { submitting: readonly(submitting), problem, submit, reset: () => (problem.value = null) }
}
