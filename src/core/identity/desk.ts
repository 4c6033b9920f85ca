// Who people are, as features see it: the porch proves passwords and links before a unit of work opens, the desk acts on what was proved. Types only.
import type { OwnRegion } from '../../contract/own-region.ts';
import type { PasswordAsked, PasswordPolicy } from '../../contract/password-policy.ts';

export interface SessionInfo {
  readonly id: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly current: boolean;
}

/** A sign-in of the last thirty days. */
export interface SignInInfo {
  readonly id: string;
  readonly at: string;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly how: readonly string[];
  /** null: it is open still */
  readonly endedAt: string | null;
  readonly current: boolean;
}

export interface NewSession {
  readonly id: string;
  /** the second factor is still owed: until it is given this session can do nothing else */
  readonly half: boolean;
  readonly token: string;
  readonly expires: Date;
  readonly userId: string;
  /** null: the browser keeps the one it has, or has none yet */
  readonly deviceToken: string | null;
  readonly deviceExpires: Date | null;
}

export interface Visitor {
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly deviceToken: string | null;
  /** the session the browser had until now; a new one ends it */
  readonly sessionToken: string | null;
}

export interface OwnPassword extends PasswordAsked {
  readonly history: number;
  readonly discourageSaving: boolean;
  readonly changedAt: string | null;
  readonly dueAt: string | null;
}

/** owner: the first person of a new tenant, who also gives name and e-mail address. */
export type LinkPurpose = 'owner' | 'invite' | 'reset';

export interface NewLink {
  /** the whole address with the token; shown once, only a hash is kept */
  readonly url: string;
  readonly expiresAt: string;
}

/** A link and who it is for, so that it can be sent there. */
export interface MemberLink extends NewLink {
  readonly person: string;
  readonly purpose: 'invite' | 'reset';
  readonly name: string;
  readonly email: string | null;
}

export interface OpenLink {
  readonly purpose: LinkPurpose;
  /** null for an owner's link */
  readonly email: string | null;
  readonly name: string | null;
}

export interface RoleInfo {
  readonly id: string;
  readonly name: string;
  readonly help: string;
}

/** What the person behind a link chooses; name and e-mail only with an owner's link. */
export interface LinkChoice {
  readonly token: string;
  readonly password: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

/** Something the porch has proved: of one vault, for one use, good for a minute, and checked again against the database at the desk. */
export interface Proof<What extends 'sign-in' | 'link' | 'password' | 'factor' | 'passkey' | 'new-passkey'> {
  readonly what: What;
}

/** Factors on the porch. Answers are what browsers make of a passkey; anything that does not fit is refused the same way. */
export interface FactorPorch {
  /** a code of an app or a recovery code of whoever has the session; factor-failed, or too-many */
  proveCode(code: string, visitor: Visitor): Promise<Proof<'factor'>>;
  /** a passkey of whoever has the session */
  proveKnown(response: unknown, visitor: Visitor): Promise<Proof<'factor'>>;
  /** the password again, for who has no factor */
  proveOwnPassword(password: string, visitor: Visitor): Promise<Proof<'factor'>>;
  /** a passkey that has recognised its holder, without a session; passkey-failed */
  provePasskey(response: unknown, visitor: Visitor): Promise<Proof<'passkey'>>;
  /** a new passkey for whoever has the session */
  proveNewPasskey(response: unknown, visitor: Visitor): Promise<Proof<'new-passkey'>>;
}

export interface FactorsView {
  readonly factors: readonly {
    readonly id: string;
    readonly kind: 'totp' | 'passkey';
    readonly label: string;
    readonly madeAt: string;
    readonly lastUsedAt: string | null;
    readonly backedUp: boolean | null;
  }[];
  readonly recoveryCodesLeft: number;
  /** a factor is asked for and not there: until when that may stay so */
  readonly dueAt: string | null;
  readonly only: 'any' | 'passkey';
}

export interface FactorPolicyWish {
  readonly required: 'nobody' | 'administrators' | 'everybody';
  readonly roles: readonly string[];
  readonly kinds: 'any' | 'passkey';
  readonly graceDays: number;
  readonly consoleRescue: boolean;
}

export interface FactorPolicyView extends FactorPolicyWish {
  readonly setAt: string;
  /** with an account, and how many of them have a factor */
  readonly people: number;
  readonly enrolled: number;
}

export interface RescueView {
  readonly id: string;
  readonly name: string;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly dueAt: string;
}

/** Which passkey is meant, as a browser wants to be told. */
export interface PasskeyHint {
  readonly id: string;
  readonly transports: string[];
}

export interface Enrolled {
  /** with the first factor: shown once */
  readonly recoveryCodes: string[] | null;
  readonly session: NewSession;
}

export interface FactorDesk {
  /** after the password: the whole session */
  finishSignIn(proof: Proof<'factor'>, visitor: Visitor): Promise<NewSession>;
  /** who this is was proved again: a new session that ends when the old one would have */
  stepUp(proof: Proof<'factor'>, visitor: Visitor): Promise<NewSession>;
  startByPasskey(proof: Proof<'passkey'>, visitor: Visitor): Promise<NewSession>;
  list(): Promise<FactorsView>;
  /** what whoever has the session can prove himself with */
  options(): Promise<{ challenge: string; rpId: string; credentials: PasskeyHint[]; app: boolean }>;
  signInChallenge(): { challenge: string; rpId: string };
  beginTotp(): Promise<{ id: string; secret: string; uri: string }>;
  confirmTotp(id: string, code: string, visitor: Visitor): Promise<Enrolled>;
  beginPasskey(): Promise<{
    challenge: string;
    rpId: string;
    rpName: string;
    user: { id: string; name: string; title: string };
    exclude: PasskeyHint[];
    algorithms: number[];
  }>;
  addPasskey(proof: Proof<'new-passkey'>, label: string, visitor: Visitor): Promise<Enrolled>;
  newRecoveryCodes(): Promise<string[]>;
  remove(id: string): Promise<void>;
  /** takes away everything somebody else has beside the password; needs admin.members, and reaches nobody who holds more */
  rescueMember(userId: string): Promise<void>;
  /** needs admin.signin */
  policy(): Promise<FactorPolicyView>;
  setPolicy(next: FactorPolicyWish): Promise<FactorPolicyView>;
  /** only the host's own principal: the first time it waits, after three days it gives a link */
  consoleRescue(
    email: string,
    operator: string,
    machine: MachineTime,
  ): Promise<{ readonly due: string; readonly link: NewLink | null }>;
  /** needs admin.members */
  rescues(): Promise<RescueView[]>;
  refuseRescue(id: string): Promise<void>;
}

/** A clock that setting the date does not move. */
export interface MachineTime {
  /** since which start of the machine it counts */
  readonly run: string;
  readonly ms: number;
}

/**
 * What is proved before a unit of work opens, because hashing takes long and must hold no connection. Each answers or refuses the
 * same way and in the same time whether the name is known or not.
 */
export interface Porch {
  readonly factors: FactorPorch;
  /** refuses a sign-in that could not be looked at now, without asking the database; lets nobody in */
  shed(email: string, visitor: Visitor): Promise<void>;
  /** sign-in-failed, the same for unknown names, wrong passwords and accounts that may not sign in; too-many while delayed */
  provePassword(email: string, password: string, visitor: Visitor): Promise<Proof<'sign-in'>>;
  /** the link is good (it is not used up by that) and the password chosen is fit */
  proveLink(choice: LinkChoice, visitor: Visitor): Promise<Proof<'link'>>;
  /** the present password of whoever has the session, and a new one that is fit */
  proveChange(sessionToken: string | null, current: string, next: string, visitor: Visitor): Promise<Proof<'password'>>;
}

/** A change of somebody's roles in words, and the state it is made against. */
export interface RoleChange {
  /** null: somebody who is not here yet */
  readonly person: string | null;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly basis: unknown;
}

export interface IdentityDesk {
  readonly factors: FactorDesk;
  startSession(proof: Proof<'sign-in'>, visitor: Visitor): Promise<NewSession>;
  signOut(): Promise<void>;
  /** what a link is for, without using it up: whose name to greet; link-invalid when it does not work any more */
  readLink(token: string): Promise<OpenLink>;
  /** sets the password and uses the link up; other sessions and known devices of the person end */
  consumeLink(proof: Proof<'link'>, visitor: Visitor): Promise<NewSession>;
  /** what is asked of one's own next password, how old the present one is and until when it may stay */
  ownPassword(): Promise<OwnPassword>;
  /** the same for whoever holds a link that works; link-invalid */
  passwordByLink(token: string): Promise<PasswordAsked & { readonly discourageSaving: boolean }>;
  /** whether browsers are asked not to keep passwords: what everybody may know */
  savingDiscouraged(): Promise<boolean>;
  /** needs admin.signin */
  passwordPolicy(): Promise<PasswordPolicy>;
  setPasswordPolicy(next: PasswordPolicy): Promise<PasswordPolicy>;
  /** other sessions of the person end */
  changePassword(proof: Proof<'password'>): Promise<void>;
  /** who is signed in, as far as a person may always know himself, with the roles held */
  self(): Promise<{ id: string; name: string; email: string | null; roles: RoleInfo[]; region: OwnRegion }>;
  /** how one reads dates, times and numbers oneself; needs self.use */
  setOwnRegion(next: OwnRegion): Promise<OwnRegion>;
  /** how one is called oneself; answers the name as it is kept */
  rename(name: string): Promise<string>;
  sessions(): Promise<SessionInfo[]>;
  /** one's own, newest first */
  signIns(): Promise<SignInInfo[]>;
  /** one of them was somebody else: the password is another now, everything that may be his ends, and a new factor is asked for */
  notMe(session: string, proof: Proof<'password'>): Promise<void>;
  endSession(id: string): Promise<void>;
  endOtherSessions(): Promise<number>;
  /** needs admin.members, and never gives a role that holds more than the inviter */
  invite(person: {
    name: string;
    email: string;
    roles: readonly string[];
    teams: readonly string[];
  }): Promise<{ userId: string; link: NewLink }>;
  /** a new invitation for someone invited, a reset for someone active; older links of the person stop working */
  resetLink(userId: string): Promise<MemberLink>;
  deactivate(userId: string): Promise<void>;
  reactivate(userId: string): Promise<void>;
  setRoles(userId: string, roles: readonly string[]): Promise<void>;
  /** needs admin.members; `after` null: the roles stay */
  roleChange(userId: string | null, after: readonly string[] | null): Promise<RoleChange>;
  roles(): Promise<RoleInfo[]>;
  rolesOf(userId: string): Promise<RoleInfo[]>;
  /** what these roles are called; those that are gone are left out */
  roleNames(ids: readonly string[]): Promise<string[]>;
  /** only for the host's own principal, and only while nobody has been owner yet */
  firstOwnerLink(): Promise<NewLink>;
}
