// Turns whatever was thrown into an answer: problems as RFC 9457, fastify's own refusals as problems, anything else as 500 with only an id.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem, type ProblemCode, problemBody, problems } from '../../contract/problem.ts';
import { log } from '../../core/log.ts';
import { hasBody } from './request-rules.ts';

/** What fastify refuses by itself, in our words. */
const ofFastify: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad-request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'bad-request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'bad-request',
  FST_ERR_BAD_URL: 'bad-request',
};

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) return new Problem('internal');
  const code = 'code' in error && typeof error.code === 'string' ? ofFastify[error.code] : undefined;
  if (code !== undefined)
    return new Problem(code, code === 'bad-request' ? 'The body is not JSON that can be read.' : undefined);
  // secure-json-parse: `__proto__` or `constructor` as a key
  if (error instanceof SyntaxError && 'statusCode' in error)
    return new Problem('bad-request', 'The body is not JSON that can be read.');
  return new Problem('internal');
}

/** Bytes. */
const readOnMost = 4 * 1024 * 1024;

interface About {
  readonly requestId: string;
  readonly tenant: string | null;
  readonly action: string | null;
}

/** One line for who runs the machine, when it is our fault or the database's; refusals are in the tenant's own ledger. */
function report(error: unknown, problem: Problem, about: About): void {
  const { requestId: request, tenant, action } = about;
  if (problem.code === 'internal') log.error({ err: error, request, tenant, action }, 'a request failed');
  else if (problem.code === 'unavailable')
    log.warn({ err: problem.cause, request, tenant, action }, 'a request could not be served');
}

/** RFC 6749, section 5.2: what programs that speak OAuth understand. */
function answerOAuth(problem: Problem, requestId: string, reply: FastifyReply): FastifyReply {
  const usual = problem.status >= 500 ? 'temporarily_unavailable' : 'invalid_request';
  if (problem.code === 'application-unknown') reply.header('www-authenticate', 'Basic realm="applications"');
  reply.code(problem.status).header('cache-control', 'no-store').type('application/json');
  return reply.send(
    JSON.stringify({
      error: problem.extras.error ?? usual,
      error_description: problem.detail ?? problems[problem.code].title,
      code: problem.code,
      requestId,
    }),
  );
}

export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = asProblem(error);
  report(error, problem, {
    requestId: request.id,
    tenant: request.entered?.vault.id ?? null,
    action: request.actionName ?? null,
  });
  if (problem.extras.retryAfter !== undefined) reply.header('retry-after', problem.extras.retryAfter);
  // Whoever is refused while still sending much is not listened to any longer; a little is read to its end, so that the answer arrives.
  if (
    hasBody(request) &&
    !request.raw.complete &&
    !(Number(request.headers['content-length'] ?? Infinity) <= readOnMost)
  ) {
    reply.header('connection', 'close');
  }
  if (request.isForm) return answerOAuth(problem, request.id, reply);
  if (problem.code === 'key-refused') reply.header('www-authenticate', 'Bearer');
  reply.code(problem.status).header('cache-control', 'no-store');
  if (!request.url.startsWith('/api/') && request.headers.accept?.includes('text/html') === true) {
    return reply.type('text/plain; charset=utf-8').send(`${problems[problem.code].title}\n`);
  }
  return reply.type('application/problem+json').send(JSON.stringify(problemBody(problem, request.id)));
}
