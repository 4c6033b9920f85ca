// Sessions and guessing: each line a call of one of the two desks.
import { deviates } from '../../contract/session-policy.ts';
import { type Feature, on, onSecured } from '../../core/feature.ts';
import {
  allSessions,
  endAnySession,
  endSessionsOf,
  liftAddress,
  releasePerson,
  sessionTime,
  setGuessing,
  setSessionPolicy,
  viewGuessing,
  viewSessionPolicy,
} from './contract.ts';

export const sessions: Feature = {
  name: 'sessions',
  handlers: [
    on(sessionTime, async (tx) => structuredClone(await tx.sessions.time()) as never),
    on(viewSessionPolicy, (tx) => tx.sessions.policy()),
    onSecured(
      setSessionPolicy,
      {
        summary: async (_tx, next) => {
          const say = ({ idle, absolute }: typeof next.normal) => `${idle} minutes idle, ${absolute} at most`;
          const beyond = deviates(next.normal) || deviates(next.administrator) ? ' That is beyond the standard.' : '';
          return `Sessions: ${say(next.normal)}; of administrators ${say(next.administrator)}; one at a time: ${next.one ? 'yes' : 'no'}; out-of-date browsers: ${next.outdated}.${beyond}`;
        },
        basis: (tx) => tx.sessions.policy(),
      },
      (tx, next) => tx.sessions.setPolicy(next),
    ),
    on(allSessions, async (tx) => ({ rows: structuredClone(await tx.sessions.all()) as never })),
    on(endAnySession, async (tx, { id }) => {
      await tx.sessions.end(id);
      return {};
    }),
    on(endSessionsOf, async (tx, { person }) => ({ ended: await tx.sessions.endAllOf(person) })),
    on(viewGuessing, async (tx) => {
      const { people, addresses } = await tx.guessing.blocked();
      return structuredClone({ policy: await tx.guessing.policy(), people, addresses }) as never;
    }),
    onSecured(
      setGuessing,
      {
        summary: async (_tx, next) =>
          next.on
            ? `Guessing: waits from wrong password ${next.delayFrom}, block after ${next.blockAfter} ${next.release ? 'until an administrator lets in again' : `for ${next.blockMinutes} minutes`}, addresses ${next.address.on ? `banned after ${next.address.after} for ${next.address.banMinutes} minutes` : 'not banned'}.`
            : 'Switch off what slows guessing down, but for the cap of a day.',
        basis: (tx) => tx.guessing.policy(),
      },
      async (tx, next) => structuredClone(await tx.guessing.setPolicy(next)) as never,
    ),
    onSecured(
      releasePerson,
      {
        summary: async (tx, { person }) =>
          `Let ${await tx.guessing.nameOf(person)} in again, blocked after wrong passwords.`,
      },
      async (tx, { person }) => {
        await tx.guessing.release(person);
        return {};
      },
    ),
    onSecured(
      liftAddress,
      { summary: async (_tx, { address }) => `Let ${address} in again, banned after wrong passwords.` },
      async (tx, { address }) => {
        await tx.guessing.lift(address);
        return {};
      },
    ),
  ],
};
