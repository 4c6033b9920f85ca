// Makes the `access` of a Tx: sharing, standing in, and the explanation of who may do what.
import type { Share } from '../../contract/share.ts';
import type { Unit } from '../unit.ts';
import { type Deputy, type DeputyWish, endDeputy, listDeputies, nameDeputy } from './deputy-desk.ts';
import { type Explanation, type Question, explainAbout, explainToMyself, explainVerbs } from './explain.ts';
import { type Holder, listHolders } from './holders.ts';
import { type PersonsAccess, accessOfPerson } from './persons-access.ts';
import { type PersonsReach, reachOfPerson } from './reach.ts';
import { type ShareWish, endShare, giveShare, ownShares, sharesOfRecord } from './share-desk.ts';
import { type AccessThen, type WhyThen, accessThen, whyThen } from './then.ts';
import { type Seer, whoSees } from './who-sees.ts';

export interface AccessDesk {
  /** needs the object's right to share, on the record; changes what the one it names already has */
  share(entity: string, id: string, wish: ShareWish): Promise<Share>;
  endShare(id: string): Promise<void>;
  sharesOf(entity: string, id: string): Promise<Share[]>;
  /** given by oneself, or to oneself and one's teams */
  ownShares(): Promise<Share[]>;
  /** for oneself; for somebody else with `admin.deputies` */
  nameDeputy(wish: DeputyWish): Promise<Deputy>;
  endDeputy(id: string): Promise<void>;
  deputies(): Promise<Deputy[]>;
  /** why I may or may not */
  why(question: Question): Promise<Explanation>;
  /** why somebody may or may not, in full; needs `admin.access`, as does `whoSees` */
  whyUser(user: string, question: Question): Promise<Explanation>;
  whoSees(entity: string, id: string): Promise<Seer[]>;
  /** verb by verb what I, or with `admin.access` somebody else, may do with the record */
  whyVerbs(entity: string, id: string, user: string | null): Promise<Explanation[]>;
  /** everybody and everything with access now, as the next one with `admin.access` */
  holders(): Promise<Holder[]>;
  ofPerson(user: string): Promise<PersonsAccess>;
  /** what somebody could see at an instant that is over */
  heldThen(user: string, at: string): Promise<AccessThen>;
  whyThen(user: string, question: Question, at: string): Promise<WhyThen>;
  /** one's own, or with `admin.access` anybody's */
  reach(user: string): Promise<PersonsReach>;
}

export function makeAccessDesk(unit: Unit): AccessDesk {
  return {
    share: (entity, id, wish) => giveShare(unit, entity, id, wish),
    endShare: (id) => endShare(unit, id),
    sharesOf: (entity, id) => sharesOfRecord(unit, entity, id),
    ownShares: () => ownShares(unit),
    nameDeputy: (wish) => nameDeputy(unit, wish),
    endDeputy: (id) => endDeputy(unit, id),
    deputies: () => listDeputies(unit),
    why: (question) => explainToMyself(unit, question),
    whyUser: (user, question) => explainAbout(unit, user, question),
    whoSees: (entity, id) => whoSees(unit, entity, id),
    whyVerbs: (entity, id, user) => explainVerbs(unit, entity, id, user),
    holders: () => listHolders(unit),
    ofPerson: (user) => accessOfPerson(unit, user),
    heldThen: (user, at) => accessThen(unit, user, at),
    whyThen: (user, question, at) => whyThen(unit, user, question, at),
    reach: (user) => reachOfPerson(unit, user),
  };
}
