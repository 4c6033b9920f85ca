// What can be asked of an installation on the command line, and what is answered.
import type { LeakReportLines } from './leaks-text.ts';

export interface TenantLine {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly state: 'active' | 'suspended' | 'maintenance' | 'creating';
  /** why it is in maintenance */
  readonly reason: string | null;
  readonly address: string;
  readonly schemaVersion: number;
  readonly createdAt: string;
}

export interface OwnerLink {
  readonly url: string;
  readonly expiresAt: string;
  /** false: nothing serves at the link's address just now */
  readonly running: boolean;
}

export interface Rescue {
  readonly due: string;
  readonly link: OwnerLink | null;
}

export interface InstallationLine {
  readonly data: string;
  /** undefined: nothing serves just now */
  readonly serving: { readonly pid: number; readonly origin: string } | undefined;
  readonly postgres: string;
  readonly tenants: number;
  readonly warnings: readonly string[];
}

export interface Commands {
  start(options: { readonly demo: boolean }): Promise<void>;
  status(): Promise<InstallationLine>;
  createTenant(slug: string, name: string): Promise<{ readonly tenant: TenantLine; readonly link: OwnerLink }>;
  listTenants(): Promise<readonly TenantLine[]>;
  suspendTenant(slug: string): Promise<TenantLine>;
  resumeTenant(slug: string): Promise<TenantLine>;
  linkOwner(slug: string): Promise<OwnerLink>;
  /** the first time it waits; asked again after three days there is a link */
  rescue(slug: string, email: string): Promise<Rescue>;
  /** nobody of this tenant is turned away for the network he comes from any more */
  switchNetworkOff(slug: string): Promise<void>;
  /** every tenant when none is named; all roles when none are */
  checkLeaks(wish: {
    readonly tenant?: string;
    readonly roles?: readonly string[];
    /** one person with all of the roles, instead of one for each */
    readonly together?: boolean;
  }): Promise<readonly { readonly slug: string; readonly report: LeakReportLines }[]>;
  exportLedger(slug: string, file: string): Promise<{ readonly entries: number; readonly key: string }>;
  /** needs no installation: a file, and what it is held against */
  verifyLedger(file: string, against: { readonly key?: string; readonly heads?: string }): Promise<LedgerVerdict>;
  /** needs no installation: the folder an archive of entries was unpacked into */
  verifyExtract(folder: string, key: string | undefined): Promise<LedgerVerdict>;
  checkLedger(slug: string): Promise<LedgerVerdict>;
}

/** What is wrong with a ledger, and where. */
export interface LedgerVerdict {
  /** what was looked at, a line each */
  readonly looked: readonly string[];
  readonly findings: readonly string[];
}
