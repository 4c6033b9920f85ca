// Signing in and out, and one-time links: passwords are proved before the unit of work opens, sessions begin inside it.
import { type Call, type Feature, on } from '../../core/feature.ts';
import type { NewSession, Proof, Visitor } from '../../core/identity/desk.ts';
import { passwordLeast } from '../../core/identity/settings.ts';
import { followLink, readLink, signIn, signOut } from './contract.ts';

function visitorOf(call: Call): Visitor {
  const { address, userAgent, deviceToken, sessionToken } = call;
  return { address, userAgent, deviceToken, sessionToken };
}

/** Both cookies go out with the answer; the tokens stand nowhere else. */
function begin(call: Call, session: NewSession): { user: { id: string } } {
  call.answer.session = { token: session.token, expires: session.expires };
  call.answer.device = { token: session.deviceToken, expires: session.deviceExpires };
  return { user: { id: session.userId } };
}

export const signin: Feature = {
  name: 'signin',
  handlers: [
    on(
      signIn,
      async (tx, _, call) =>
        begin(call, await tx.identity.startSession(call.prepared as Proof<'sign-in'>, visitorOf(call))),
      (outside, { email, password }, call) => outside.identity.provePassword(email, password, visitorOf(call)),
    ),
    on(signOut, async (tx, _, call) => {
      await tx.identity.signOut();
      call.answer.session = null;
      return {};
    }),
    on(readLink, async (tx, { token }) => {
      const link = await tx.identity.readLink(token);
      return { ...link, tenant: tx.tenant.name, passwordLeast: passwordLeast() };
    }),
    on(
      followLink,
      async (tx, _, call) =>
        begin(call, await tx.identity.consumeLink(call.prepared as Proof<'link'>, visitorOf(call))),
      (outside, choice, call) => outside.identity.proveLink(choice, visitorOf(call)),
    ),
  ],
};
