import { describe, expect, it } from 'vitest'
import { errorsOf, unclaimedErrors } from '@/shared/form-errors'
import { ApiProblem, fieldPath, readProblem, toProblem } from './problem'

function problemResponse(status: number, body: unknown, contentType = 'application/problem+json') {
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'content-type': contentType } })
}

describe('readProblem', () => {
  it('says what the API says', async () => {
    const problem = await readProblem(
      problemResponse(422, {
        title: 'Invalid',
        detail: 'The report was not saved.',
        code: 'invalid',
        traceId: 'abc',
        errors: [{ field: 'name', code: 'required', message: 'A name is needed.' }],
      }),
    )
    expect(problem).toMatchObject({ status: 422, message: 'The report was not saved.', code: 'invalid', traceId: 'abc' })
    expect(problem.errors).toEqual([{ field: 'name', code: 'required', message: 'A name is needed.' }])
  })

  it('falls back to the title, then to a sentence about the status', async () => {
    expect((await readProblem(problemResponse(409, { title: 'In use.' }))).message).toBe('In use.')
    expect((await readProblem(problemResponse(403, {}))).message).toBe('Your role does not allow this.')
    expect((await readProblem(problemResponse(418, {}))).message).toBe('The server answered with status 418.')
  })

  it('shows nothing of an answer that is no problem document', async () => {
    const problem = await readProblem(problemResponse(502, '<h1>host db-7 refused</h1>', 'text/html'))
    expect(problem.message).toBe('The server failed to answer. Try again in a moment.')
  })

  it('survives malformed JSON and malformed errors', async () => {
    expect((await readProblem(problemResponse(400, '{"title":'))).errors).toEqual([])
    expect((await readProblem(problemResponse(400, { errors: ['x', null, { message: 5 }] }))).errors).toEqual([
      { field: '', code: '', message: 'This value was refused.' },
    ])
  })

  it('tells what to do after a stale write', async () => {
    const problem = await readProblem(problemResponse(412, { detail: 'ETag mismatch' }))
    expect(problem.isConflict).toBe(true)
    expect(problem.message).toMatch(/^Somebody else changed this/)
  })
})

describe('toProblem', () => {
  it('keeps a problem and wraps anything else', () => {
    const problem = new ApiProblem(404)
    expect(toProblem(problem)).toBe(problem)
    expect(toProblem(new TypeError('x')).message).toMatch(/^The server cannot be reached/)
  })
})

describe('fieldPath', () => {
  it.each([
    ['name', 'name'],
    ['parameters[0].name', 'parameters.0.name'],
    ['/parameters/0/name', 'parameters.0.name'],
    ['$.email.to[2]', 'email.to.2'],
    ['', ''],
  ])('%s is %s', (field, path) => expect(fieldPath(field)).toBe(path))
})

describe('field errors', () => {
  const error = (field: string) => ({ field, code: 'x', message: field })
  const problem = new ApiProblem(422, {
    title: undefined,
    detail: undefined,
    code: undefined,
    traceId: undefined,
    errors: ['name', 'email.to.1', 'email.topic', 'nameless'].map(error),
  })

  it('belong to the field they name or lie inside', () => {
    expect(errorsOf(problem, 'email.to').map((e) => e.field)).toEqual(['email.to.1'])
    expect(errorsOf(problem, 'name').map((e) => e.field)).toEqual(['name'])
  })

  it('ignore case, as parameters do', () => {
    expect(errorsOf(problem, 'Email.To')).toHaveLength(1)
  })

  it('that no field shows are left for the form', () => {
    expect(unclaimedErrors(problem, [{ name: 'name' }, { name: 'email.to' }]).map((e) => e.field)).toEqual(['email.topic', 'nameless'])
    expect(unclaimedErrors(null, [])).toEqual([])
  })

  it('leaves what is inside a field to others when the field is exact', () => {
    expect(errorsOf(problem, 'email.to', true)).toEqual([])
    expect(unclaimedErrors(problem, [{ name: 'name' }, { name: 'email.to', exact: true }]).map((e) => e.field)).toContain('email.to.1')
  })
})
