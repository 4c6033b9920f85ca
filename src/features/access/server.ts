// Access on the server: each a line on the desk; handing over is work on the records like any other.
import { type Feature, on, onSecured } from '../../core/feature.ts';
import { describeDeputy, describeShare } from './describe.ts';
import {
  endDeputy,
  endShare,
  giveShare,
  listDeputies,
  nameDeputy,
  ownShares,
  reach,
  sharesOfRecord,
  whoSees,
  why,
  whyUser,
  whyVerbs,
} from './contract.ts';

export const access: Feature = {
  name: 'access',
  handlers: [
    onSecured(giveShare, { summary: describeShare }, async (tx, { entity, id, ...wish }, call) => {
      call.answer.status = 201;
      return await tx.access.share(entity, id, wish);
    }),
    on(endShare, async (tx, { id }) => {
      await tx.access.endShare(id);
      return {};
    }),
    on(sharesOfRecord, async (tx, { entity, id }) => ({ rows: await tx.access.sharesOf(entity, id) })),
    on(ownShares, async (tx) => ({ rows: await tx.access.ownShares() })),
    onSecured(nameDeputy, { summary: describeDeputy }, async (tx, wish, call) => {
      call.answer.status = 201;
      return await tx.access.nameDeputy(wish);
    }),
    on(endDeputy, async (tx, { id }) => {
      await tx.access.endDeputy(id);
      return {};
    }),
    on(listDeputies, async (tx) => ({ rows: await tx.access.deputies() })),
    on(why, async (tx, question) => (await tx.access.why(question)) as never),
    on(whyVerbs, async (tx, { entity, id, user }) => ({
      verbs: (await tx.access.whyVerbs(entity, id, user ?? null)) as never,
    })),
    on(whyUser, async (tx, { user, ...question }) => (await tx.access.whyUser(user, question)) as never),
    on(whoSees, async (tx, { entity, id }) => ({ rows: (await tx.access.whoSees(entity, id)) as never })),
    on(reach, async (tx, { user }) => (await tx.access.reach(user)) as never),
  ],
};
