// Signing in and out, and one-time links: passwords are proved before the unit of work opens, sessions begin inside it.
import { Problem } from '../../contract/problem.ts';
import { type Call, type Feature, type Outside, on, onShedding } from '../../core/feature.ts';
import type { NewSession, Proof, Visitor } from '../../core/identity/desk.ts';
import {
  factorOptions,
  followLink,
  readLink,
  showFactor,
  signIn,
  signInByPasskey,
  signInChallenge,
  signOut,
  stepUp,
} from './contract.ts';

function visitorOf(call: Call): Visitor {
  const { address, userAgent, deviceToken, sessionToken } = call;
  return { address, userAgent, deviceToken, sessionToken };
}

/** Both cookies go out with the answer; the tokens stand nowhere else. */
function begin(call: Call, session: NewSession): { user: { id: string }; next: 'factor' | null } {
  call.answer.session = { token: session.token, expires: session.expires };
  if (session.deviceToken !== null && session.deviceExpires !== null)
    call.answer.device = { token: session.deviceToken, expires: session.deviceExpires };
  return { user: { id: session.userId }, next: session.half ? 'factor' : null };
}

interface Shown {
  readonly code?: string | undefined;
  readonly passkey?: unknown;
  readonly password?: string | undefined;
}

/** Exactly one of them: what is sent besides would be tried for nothing, or overlooked. */
async function proveFactor(outside: Outside, { code, passkey, password }: Shown, call: Call): Promise<Proof<'factor'>> {
  const { factors } = outside.identity;
  const given = [code, passkey, password].filter((value) => value !== undefined);
  if (given.length !== 1) throw new Problem('invalid-input', 'One of code, passkey or password is sent.');
  if (code !== undefined) return factors.proveCode(code, visitorOf(call));
  if (password !== undefined) return factors.proveOwnPassword(password, visitorOf(call));
  return factors.proveKnown(passkey, visitorOf(call));
}

export const signin: Feature = {
  name: 'signin',
  handlers: [
    onShedding(
      signIn,
      async (tx, _, call) =>
        begin(call, await tx.identity.startSession(call.prepared as Proof<'sign-in'>, visitorOf(call))),
      (outside, { email, password }, call) => outside.identity.provePassword(email, password, visitorOf(call)),
      (outside, { email }, call) => outside.identity.shed(email, visitorOf(call)),
    ),
    on(signInChallenge, async (tx) => tx.identity.factors.signInChallenge()),
    on(
      signInByPasskey,
      async (tx, _, call) =>
        begin(call, await tx.identity.factors.startByPasskey(call.prepared as Proof<'passkey'>, visitorOf(call))),
      (outside, { passkey }, call) => outside.identity.factors.provePasskey(passkey, visitorOf(call)),
    ),
    on(factorOptions, (tx) => tx.identity.factors.options()),
    on(
      showFactor,
      async (tx, _, call) =>
        begin(call, await tx.identity.factors.finishSignIn(call.prepared as Proof<'factor'>, visitorOf(call))),
      proveFactor,
    ),
    on(
      stepUp,
      async (tx, _, call) =>
        begin(call, await tx.identity.factors.stepUp(call.prepared as Proof<'factor'>, visitorOf(call))),
      proveFactor,
    ),
    on(signOut, async (tx, _, call) => {
      await tx.identity.signOut();
      call.answer.session = null;
      return {};
    }),
    on(readLink, async (tx, { token }) => {
      const link = await tx.identity.readLink(token);
      const { words, ...password } = await tx.identity.passwordByLink(token);
      return { ...link, tenant: tx.tenant.name, password: { ...password, words: [...words] } };
    }),
    on(
      followLink,
      async (tx, _, call) =>
        begin(call, await tx.identity.consumeLink(call.prepared as Proof<'link'>, visitorOf(call))),
      (outside, choice, call) => outside.identity.proveLink(choice, visitorOf(call)),
    ),
  ],
};
