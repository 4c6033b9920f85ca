// Security changes that wait for a second administrator, as features see them. Types only; pending-desk.ts makes the desk.
import type { SecurityClass } from '../../contract/security-change.ts';

export const pendingStates = [
  'waiting',
  'approved',
  'done',
  'refused',
  'cancelled',
  'stale',
  'failed',
  'expired',
] as const;
export type PendingState = (typeof pendingStates)[number];

export interface Named {
  readonly id: string;
  readonly title: string;
}

export interface PendingInfo {
  readonly id: string;
  readonly action: string;
  readonly class: SecurityClass;
  /** what people read before they approve, and all that was asked for */
  readonly summary: string;
  readonly details: unknown;
  readonly reason: string | null;
  readonly status: PendingState;
  readonly author: Named;
  /** the key through which it was asked */
  readonly key: string | null;
  readonly madeAt: string;
  readonly expiresAt: string;
  /** nobody else can approve it: it takes effect then by itself */
  readonly runsAt: string | null;
  /** once approved, its author asks again: the answer is for the author's eyes alone */
  readonly collect: boolean;
  readonly decidedBy: Named | null;
  readonly decidedAt: string | null;
  readonly decisionReason: string | null;
  readonly error: string | null;
  /** what whoever asks may do with it now */
  readonly may: readonly ('approve' | 'refuse' | 'cancel' | 'renew' | 'collect')[];
}

export interface ApprovalPolicy {
  readonly classes: readonly SecurityClass[];
  readonly delayHours: number;
  readonly expiresDays: number;
  /** active people who may approve, the asker not counted */
  readonly others: number;
}

/** What an action that is a security change tells the mechanism. */
export interface PendingWish {
  readonly action: string;
  readonly class: SecurityClass;
  readonly collect: boolean;
  readonly input: unknown;
  readonly summary: string;
  /** the state it was made against, as a value; null: it depends on none */
  readonly basis: unknown;
}

export interface PendingDesk {
  policy(): Promise<ApprovalPolicy>;
  /** needs admin.policy */
  setPolicy(next: Omit<ApprovalPolicy, 'others'>): Promise<ApprovalPolicy>;
  /** everybody's with admin.approve, else one's own; newest first */
  list(): Promise<PendingInfo[]>;
  view(id: string): Promise<PendingInfo>;
  /** needs admin.approve, and not the author */
  approve(id: string, reason: string | null): Promise<PendingInfo>;
  refuse(id: string, reason: string | null): Promise<PendingInfo>;
  /** the author alone */
  cancel(id: string): Promise<PendingInfo>;
  /** whether this may be done now: free, agreed (the id of the change that was approved), or to be asked for */
  check(
    wish: Pick<PendingWish, 'action' | 'class' | 'collect' | 'input'>,
  ): Promise<'free' | 'waits' | { readonly agreed: string }>;
  /** stores it; the same asked for again by the same author is the same change */
  ask(wish: PendingWish, reason: string | null): Promise<PendingInfo>;
  /** for the one who carries it out, in the transaction that does: refuses unless it is agreed, in time and made against this state */
  begin(id: string, basis: unknown): Promise<void>;
  /** asked anew against today's state */
  renew(id: string, basis: unknown): Promise<PendingInfo>;
  /** only the product itself: how it ended when it was not carried out */
  end(id: string, status: 'stale' | 'failed', error: string): Promise<void>;
}
