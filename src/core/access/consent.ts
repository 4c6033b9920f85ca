// A person allows an approved application to act for them: what they are asked, and the code that stands for their answer. Only somebody who is signed in, in person.
import { Problem, invalidField } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { may } from '../principal.ts';
import type { Permission } from '../../contract/permission.ts';
import type { Unit } from '../unit.ts';
import type { ApplicationInfo, AuthorizationRequest, ConsentQuestion } from './applications.ts';
import { readApplication } from './connection-rows.ts';
import { newSecret } from './key-secret.ts';
import { namedRights, onlyRights } from './key-wish.ts';
import { answered, hostOf } from './redirects.ts';

/** Milliseconds; days; milliseconds. */
export const consentLasts = { code: 60_000, days: 90, remembered: 86_400_000 } as const;

/** SHA-256 in base64url: exactly so long. */
const challengeForm = /^[A-Za-z0-9_-]{43}$/;

const stateMost = 1000;

function assertInPerson(unit: Unit): void {
  if (unit.me.kind !== 'user')
    throw new Problem('not-allowed', 'Only people who are signed in allow an application anything.');
}

/** An unknown application and a wrong address are told to the person and never sent anywhere: it would be somebody else's address. */
async function known(unit: Unit, request: AuthorizationRequest): Promise<ApplicationInfo> {
  const found = isId(request.clientId)
    ? await readApplication(unit, request.clientId).catch(() => undefined)
    : undefined;
  if (found === undefined || found.disabledAt !== null)
    throw invalidField(
      'client_id',
      'no-such-application',
      'This application is not on the list your administrators keep.',
    );
  if (!found.redirects.includes(request.redirectUri))
    throw invalidField(
      'redirect_uri',
      'not-its-address',
      `“${found.name}” asks to be answered at an address that was not approved for it. Nothing was sent there.`,
    );
  return found;
}

/** What else can be wrong is the application's mistake, by its name in the standard; the person reads the sentence. */
function checkRequest(request: AuthorizationRequest, application: ApplicationInfo): readonly string[] {
  const refuse = (field: string, code: string, reason: string): never => {
    throw invalidField(field, code, reason);
  };
  if (request.responseType !== 'code') refuse('response_type', 'unsupported_response_type', 'Only codes are given.');
  if (request.challenge === null || !challengeForm.test(request.challenge))
    refuse('code_challenge', 'invalid_request', 'A code challenge is needed (PKCE).');
  if (request.challengeMethod !== 'S256')
    refuse('code_challenge_method', 'invalid_request', 'The code challenge is made with S256, and with nothing else.');
  if ((request.state ?? '').length > stateMost)
    refuse('state', 'invalid_request', `state has at most ${stateMost} characters.`);
  const asked = scopesIn(request.scope);
  const beyond = asked.find((right) => !application.rights.includes(right));
  if (beyond !== undefined)
    refuse('scope', 'invalid_scope', `“${application.name}” was not approved for ${beyond.slice(0, 80)}.`);
  return asked.length === 0 ? application.rights : asked;
}

/** Names of rights, between spaces. */
export function scopesIn(scope: string | null): string[] {
  return [...new Set((scope ?? '').split(' ').filter(Boolean))];
}

export async function question(unit: Unit, request: AuthorizationRequest): Promise<ConsentQuestion> {
  assertInPerson(unit);
  const application = await known(unit, request);
  const rights = checkRequest(request, application);
  return {
    application: {
      id: application.id,
      title: application.name,
      purpose: application.purpose,
      version: application.version,
    },
    host: hostOf(request.redirectUri),
    grants: onlyRights(application.grants, new Set(rights)),
    rights,
    idle: rights.filter((right) => !may(unit.me, right as Permission)),
    days: consentLasts.days,
    refuse: answered(request.redirectUri, { error: 'access_denied', state: request.state, iss: unit.vault.origin }),
  };
}

/** `version`: the application as the person saw it. Should it have been changed since, it was another question. */
export async function allow(unit: Unit, request: AuthorizationRequest, version: number): Promise<string> {
  assertInPerson(unit);
  const application = await known(unit, request);
  const rights = checkRequest(request, application);
  if (application.version !== version)
    throw new Problem('conflict', 'What this application may do has been changed meanwhile. Look at it again.');
  const grants = onlyRights(application.grants, new Set(rights));
  const { secret, hash } = newSecret('code');
  await unit.query('delete from core.authorization_code where expires_at < $1', [
    new Date(unit.at.getTime() - consentLasts.remembered),
  ]);
  await unit.query(
    `insert into core.authorization_code (hash, application, user_id, redirect, grants, challenge, made_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      hash,
      application.id,
      unit.me.id,
      request.redirectUri,
      JSON.stringify(grants),
      request.challenge,
      unit.at,
      new Date(unit.at.getTime() + consentLasts.code),
    ],
  );
  unit.ledger.add({
    verb: 'application allowed',
    outcome: 'done',
    entity: 'application',
    record: application.id,
    values: { application: application.name, rights: namedRights(grants), redirect: request.redirectUri },
  });
  return answered(request.redirectUri, { code: secret, state: request.state, iss: unit.vault.origin });
}
