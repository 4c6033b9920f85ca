// Who people are: passwords, sessions, links, roles held. Each call proves or checks its own right; features get nothing stronger than this.
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
}

export interface Visitor {
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly deviceToken: string | null;
}

export type LinkPurpose = 'invite' | 'reset';

export interface NewLink {
  /** the whole address with the token; shown once, only a hash is kept */
  readonly url: string;
  readonly expiresAt: string;
}

export interface RoleInfo {
  readonly id: string;
  readonly name: string;
  readonly help: string;
}

export interface IdentityDesk {
  /** the same answer and time for unknown names, wrong passwords and accounts that may not sign in: sign-in-failed; too-many while delayed */
  signIn(email: string, password: string, visitor: Visitor): Promise<NewSession>;
  signOut(): Promise<void>;
  /** what a link is for, without using it up: whose name to greet; link-invalid when it does not work any more */
  readLink(token: string): Promise<{ purpose: LinkPurpose; email: string; name: string }>;
  /** sets the password and uses the link up; other sessions of the person end */
  consumeLink(token: string, password: string, visitor: Visitor): Promise<NewSession>;
  changePassword(current: string, next: string): Promise<void>;
  sessions(): Promise<SessionInfo[]>;
  endSession(id: string): Promise<void>;
  endOtherSessions(): Promise<number>;
  /** needs admin.members, and never gives a role that holds more than the inviter */
  invite(person: { name: string; email: string; roles: readonly string[]; teams: readonly string[] }): Promise<{ userId: string; link: NewLink }>;
  resetLink(userId: string): Promise<NewLink>;
  deactivate(userId: string): Promise<void>;
  reactivate(userId: string): Promise<void>;
  setRoles(userId: string, roles: readonly string[]): Promise<void>;
  roles(): Promise<RoleInfo[]>;
  rolesOf(userId: string): Promise<RoleInfo[]>;
}
