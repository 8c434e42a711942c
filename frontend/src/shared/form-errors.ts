import { computed, inject, onScopeDispose, provide, reactive, type ComputedRef, type InjectionKey } from 'vue'
import type { ApiProblem, FieldError } from '@/api/problem'

interface FormErrors {
  claim: (field: () => string) => ComputedRef<string>
}

const key: InjectionKey<FormErrors> = Symbol('form-errors')

/** The errors that belong to a field or to something inside it. */
export function errorsOf(problem: ApiProblem | null, field: string): FieldError[] {
  return problem?.errors.filter((error) => belongs(error, field)) ?? []
}

/** The errors that no field on the screen shows. */
export function unclaimedErrors(problem: ApiProblem | null, fields: readonly string[]): FieldError[] {
  return problem?.errors.filter((error) => !fields.some((field) => belongs(error, field))) ?? []
}

/** Case is ignored, as it is in the names of parameters. */
function belongs(error: FieldError, field: string): boolean {
  const [named, shown] = [error.field.toLowerCase(), field.toLowerCase()]
  return named === shown || named.startsWith(`${shown}.`)
}

/** Lets the fields inside a form show the API's sentences about them. */
export function provideFormErrors(problem: () => ApiProblem | null): { unclaimed: ComputedRef<FieldError[]> } {
  const fields = reactive(new Set<() => string>())
  provide(key, {
    claim(field) {
      fields.add(field)
      onScopeDispose(() => fields.delete(field))
      return computed(() => errorsOf(problem(), field()).map((error) => error.message).join(' '))
    },
  })
  return { unclaimed: computed(() => unclaimedErrors(problem(), [...fields].map((field) => field()))) }
}

export function useFieldError(field: () => string): ComputedRef<string> {
  return inject(key)?.claim(field) ?? computed(() => '')
}
