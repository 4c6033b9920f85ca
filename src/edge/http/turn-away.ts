// What an address gets that the rules on networks turn away: another page, or a plain refusal; no cookie, none of our pages, nothing that tells who is served here.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../contract/problem.ts';

/** `page`: where to; '' for nowhere. Programs are refused in their own form, and nobody is sent anywhere with a change. */
export function turnAway(request: FastifyRequest, reply: FastifyReply, page: string): FastifyReply {
  if (request.url.startsWith('/api/')) throw new Problem('wrong-network');
  const isLook = request.method === 'GET' || request.method === 'HEAD';
  if (page !== '' && isLook) return reply.header('cache-control', 'no-store').redirect(page, 302);
  return reply.code(403).type('text/plain; charset=utf-8').send('Forbidden\n');
}
