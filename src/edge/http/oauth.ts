// Says where and how applications connect (RFC 8414): made of the vault's own address alone, so that no two vaults are ever mixed up.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { describeOAuth } from '../../contract/own-actions.ts';
import { apiBase, checkRequest, enteredOf } from './bind.ts';

/** What the standard lets us be silent about, we are. */
export function metadataOf(origin: string): Record<string, unknown> {
  const authentication = ['client_secret_basic', 'client_secret_post', 'none'];
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}${apiBase}/oauth/token`,
    token_endpoint_auth_methods_supported: authentication,
    revocation_endpoint: `${origin}${apiBase}/oauth/revoke`,
    revocation_endpoint_auth_methods_supported: authentication,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  };
}

export function bindMetadata(app: FastifyInstance): void {
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    request.actionName = describeOAuth.name;
    checkRequest(request, describeOAuth);
  };
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    reply.type('application/json; charset=utf-8').send(JSON.stringify(metadataOf(enteredOf(request).vault.origin)));
  for (const url of [`${apiBase}/oauth/metadata`, '/.well-known/oauth-authorization-server'])
    app.route({ method: 'GET', url, exposeHeadRoute: false, onRequest, handler });
}
