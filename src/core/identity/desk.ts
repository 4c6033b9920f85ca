// Who people are, as features see it: the porch proves passwords and links before a unit of work opens, the desk acts on what was proved. Types only.

export interface SessionInfo {
  readonly id: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly current: boolean;
}

export interface NewSession {
  readonly token: string;
  readonly expires: Date;
  readonly userId: string;
  readonly deviceToken: string;
  readonly deviceExpires: Date;
}

export interface Visitor {
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly deviceToken: string | null;
  /** the session the browser had until now; a new one ends it */
  readonly sessionToken: string | null;
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
export interface Proof<What extends 'sign-in' | 'link' | 'password'> {
  readonly what: What;
}

/**
 * What is proved before a unit of work opens, because hashing takes long and must hold no connection. Each answers or refuses the
 * same way and in the same time whether the name is known or not.
 */
export interface Porch {
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
  startSession(proof: Proof<'sign-in'>, visitor: Visitor): Promise<NewSession>;
  signOut(): Promise<void>;
  /** what a link is for, without using it up: whose name to greet; link-invalid when it does not work any more */
  readLink(token: string): Promise<OpenLink>;
  /** sets the password and uses the link up; other sessions and known devices of the person end */
  consumeLink(proof: Proof<'link'>, visitor: Visitor): Promise<NewSession>;
  /** other sessions of the person end */
  changePassword(proof: Proof<'password'>): Promise<void>;
  /** who is signed in, as far as a person may always know himself, with the roles held */
  self(): Promise<{ id: string; name: string; email: string | null; roles: RoleInfo[] }>;
  sessions(): Promise<SessionInfo[]>;
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
  /** only for the host's own principal, and only while nobody has been owner yet */
  firstOwnerLink(): Promise<NewLink>;
}
