import { computed, inject, onScopeDispose, provide, reactive, type ComputedRef, type InjectionKey } from 'vue'
import type { ApiProblem, FieldError } from '@/api/problem'

interface FormErrors {
  claim: (field: () => string, exact: boolean) => ComputedRef<string>
}

interface Claim {
  field: () => string
  /** Whether errors of what is inside the field are shown elsewhere. */
  exact: boolean
}

const key: InjectionKey<FormErrors> = Symbol('form-errors')

/** The errors that belong to a field or to something inside it. */
export function errorsOf(problem: ApiProblem | null, field: string, exact = false): FieldError[] {
  return problem?.errors.filter((error) => belongs(error, field, exact)) ?? []
}

/** The errors that no field on the screen shows. */
export function unclaimedErrors(problem: ApiProblem | null, fields: readonly { name: string; exact?: boolean }[]): FieldError[] {
  return problem?.errors.filter((error) => !fields.some(({ name, exact = false }) => belongs(error, name, exact))) ?? []
}

/** Case is ignored, as it is in the names of parameters. */
function belongs(error: FieldError, field: string, exact: boolean): boolean {
  const [named, shown] = [error.field.toLowerCase(), field.toLowerCase()]
  return named === shown || (!exact && named.startsWith(`${shown}.`))
}

/** Lets the fields inside a form show the API's sentences about them. */
export function provideFormErrors(problem: () => ApiProblem | null): { unclaimed: ComputedRef<FieldError[]> } {
  const claims = reactive(new Set<Claim>())
  provide(key, {
    claim(field, exact) {
      const claim = { field, exact }
      claims.add(claim)
      onScopeDispose(() => claims.delete(claim))
      return computed(() => errorsOf(problem(), field(), exact).map((error) => error.message).join(' '))
    },
  })
  return { unclaimed: computed(() => unclaimedErrors(problem(), [...claims].map(({ field, exact }) => ({ name: field(), exact })))) }
}

export function useFieldError(field: () => string, exact = false): ComputedRef<string> {
  return inject(key)?.claim(field, exact) ?? computed(() => '')
}
