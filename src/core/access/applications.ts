// Connected applications as features see them: the approved list, what people have allowed, and the exchange of codes and tokens. Types only.
import type { RoleGrants } from '../roles.ts';
import type { Named } from './pending.ts';

export interface ApplicationInfo {
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  readonly redirects: readonly string[];
  readonly grants: RoleGrants;
  readonly rights: readonly string[];
  /** it shows a secret, or it cannot keep one */
  readonly confidential: boolean;
  /** requests a minute, for each connection */
  readonly rate: number;
  readonly version: number;
  readonly madeAt: string;
  readonly madeBy: Named;
  readonly disabledAt: string | null;
  readonly secrets: readonly { readonly prefix: string; readonly madeAt: string; readonly expiresAt: string | null }[];
  /** connections that hold now, and when one of them was last used */
  readonly connections: number;
  readonly lastUsedAt: string | null;
}

export interface ApplicationWish {
  readonly name: string;
  readonly purpose: string;
  readonly redirects: readonly string[];
  readonly grants: RoleGrants;
  readonly confidential: boolean;
  readonly rate: number;
}

export interface Connection {
  readonly id: string;
  readonly application: Named;
  readonly person: Named;
  readonly rights: readonly string[];
  readonly since: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
  readonly lastAddress: string | null;
}

/** What an application sends a person's browser with. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly responseType: string | null;
  readonly scope: string | null;
  readonly state: string | null;
  readonly challenge: string | null;
  readonly challengeMethod: string | null;
}

/** What a person is asked, in parts a page makes sentences of. */
export interface ConsentQuestion {
  readonly application: Named & { readonly purpose: string; readonly version: number };
  /** where the answer goes */
  readonly host: string;
  readonly grants: RoleGrants;
  readonly rights: readonly string[];
  /** rights among them the person does not hold now */
  readonly idle: readonly string[];
  /** days until it has to be allowed anew */
  readonly days: number;
  /** the address that says no */
  readonly refuse: string;
}

export interface TokenRequest {
  readonly grantType: string | null;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  readonly code: string | null;
  readonly redirectUri: string | null;
  readonly verifier: string | null;
  readonly refreshToken: string | null;
  readonly scope: string | null;
}

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  /** seconds */
  readonly expiresIn: number;
  readonly scope: string;
}

/** A refusal that has changed something, which must not be taken back: a code that is burnt, a connection that has ended. */
export interface Burnt {
  readonly burnt: string;
}

export interface ApplicationDesk {
  /** needs admin.applications, as everything up to `revokeAll` */
  list(): Promise<ApplicationInfo[]>;
  view(id: string): Promise<ApplicationInfo>;
  /** with no right who approves it does not hold, and none to administer; the secret of a confidential one is answered once */
  create(wish: ApplicationWish): Promise<{ readonly application: ApplicationInfo; readonly secret: string | null }>;
  change(id: string, version: number, wish: Partial<Omit<ApplicationWish, 'confidential'>>): Promise<ApplicationInfo>;
  rotate(id: string, overlapHours: number): Promise<{ readonly application: ApplicationInfo; readonly secret: string }>;
  /** for good, with every connection */
  disable(id: string): Promise<ApplicationInfo>;
  connectionsOf(id: string): Promise<Connection[]>;
  revokeAll(id: string): Promise<number>;
  /** one's own; of everybody with admin.applications */
  revoke(connection: string): Promise<void>;
  mine(): Promise<Connection[]>;
  /** only somebody who is signed in */
  question(request: AuthorizationRequest): Promise<ConsentQuestion>;
  /** answers the address to go back to, with a code for this person, this application and this request */
  allow(request: AuthorizationRequest, version: number): Promise<string>;
  /** for programs nobody has signed in for */
  exchange(request: TokenRequest): Promise<Tokens | Burnt>;
  /** a token that is none of this application's is as good as revoked */
  revokeToken(request: TokenRequest, token: string): Promise<void>;
}
