export interface FieldError {
  field: string
  code: string
  message: string
}

interface ProblemBody {
  title: string | undefined
  detail: string | undefined
  code: string | undefined
  traceId: string | undefined
  errors: FieldError[]
}

const sentences: Record<number, string> = {
  0: 'The server cannot be reached. Check your connection and try again.',
  403: 'Your role does not allow this.',
  404: 'This does not exist, or it was deleted.',
  412: 'Somebody else changed this in the meantime. Reload to see their change, then make yours again.',
  413: 'This is larger than the server accepts.',
  429: 'Too many requests. Wait a moment and try again.',
}

/** What the API refused, in the words it used (RFC 9457), or what went wrong on the way to it. */
export class ApiProblem extends Error {
  readonly errors: readonly FieldError[]
  readonly code: string | undefined
  readonly traceId: string | undefined

  /** `status` is 0 when no answer arrived. */
  constructor(
    readonly status: number,
    body: ProblemBody = { title: undefined, detail: undefined, code: undefined, traceId: undefined, errors: [] },
  ) {
    super(sentence(status, body))
    this.name = 'ApiProblem'
    this.errors = body.errors
    this.code = body.code
    this.traceId = body.traceId
  }

  get isConflict(): boolean {
    return this.status === 412
  }
}

/** A server's stale-write message is replaced by ours, which says what to do next. */
function sentence(status: number, body: ProblemBody): string {
  const stale = status === 412 ? sentences[412] : undefined
  const fallback = sentences[status] ?? (status >= 500 ? 'The server failed to answer. Try again in a moment.' : undefined)
  return stale ?? body.detail ?? body.title ?? fallback ?? `The server answered with status ${status}.`
}

export async function readProblem(response: Response): Promise<ApiProblem> {
  const isJson = /\bjson\b/i.test(response.headers.get('content-type') ?? '')
  const json: unknown = isJson ? await response.json().catch(() => undefined) : undefined
  return new ApiProblem(response.status, readBody(json))
}

/** Any failure as a problem, so that a screen has one thing to show. */
export function toProblem(error: unknown): ApiProblem {
  return error instanceof ApiProblem ? error : new ApiProblem(0)
}

function readBody(json: unknown): ProblemBody {
  const body = isRecord(json) ? json : {}
  const errors = Array.isArray(body.errors) ? body.errors.filter(isRecord) : []
  return {
    title: text(body.title),
    detail: text(body.detail),
    code: text(body.code),
    traceId: text(body.traceId),
    errors: errors.map((error) => ({
      field: fieldPath(text(error.field) ?? ''),
      code: text(error.code) ?? '',
      message: text(error.message) ?? 'This value was refused.',
    })),
  }
}

/** `/parameters/0/name`, `parameters[0].name` and `parameters.0.name` all name the same field. */
export function fieldPath(field: string): string {
  return field
    .replace(/\[(\d+)\]/g, '.$1')
    .split(/[./]/)
    .filter((part) => part !== '' && part !== '$')
    .join('.')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
