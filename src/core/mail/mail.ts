// Mail as features see it: a message is put into the queue in the transaction it belongs to, or not at all. Types.
import type { LetterKind, LetterValues } from './letters.ts';
import type { MailSecurity } from './hand-over.ts';

/** Where mail goes out, without its password. */
export interface MailServerView {
  readonly host: string;
  readonly port: number;
  readonly security: MailSecurity;
  readonly username: string | null;
  readonly hasPassword: boolean;
  readonly authority: string | null;
  readonly sender: string;
  readonly senderName: string;
}

export interface MailServerWish extends Omit<MailServerView, 'hasPassword'> {
  /** absent: the stored one stays, as long as it still goes to the same server under the same name */
  readonly password?: string | undefined;
}

export interface MailSetup {
  /** whoever runs the installation has switched mail on */
  readonly installation: boolean;
  /** why nothing is ever sent from here; null: no reason */
  readonly held: string | null;
  readonly server: MailServerView | null;
  /** true: what is sent now will be handed over */
  readonly ready: boolean;
  readonly counts: Readonly<Record<MailStatus, number>>;
}

export const mailStatuses = ['waiting', 'sent', 'failed', 'cancelled'] as const;
export type MailStatus = (typeof mailStatuses)[number];

export interface MailView {
  readonly id: string;
  readonly kind: string;
  readonly to: string;
  readonly status: MailStatus;
  /** handed over at this moment */
  readonly underWay: boolean;
  readonly tries: number;
  readonly answer: string | null;
  readonly madeAt: string;
  readonly nextAt: string | null;
  readonly endedAt: string | null;
  readonly may: readonly ('retry' | 'cancel')[];
}

export interface Recipient {
  readonly address: string;
  /** the member it is, where it is one */
  readonly person?: string;
}

export interface MailDesk {
  /** whether messages are handed over at all; everything else has to work without */
  isReady(): Promise<boolean>;
  /**
   * Puts one message to one address into the queue, in this transaction. Null where no mail can be sent: the caller shows what it would
   * have said. `until`: afterwards it makes no sense any more.
   */
  send<K extends LetterKind>(
    kind: K,
    to: Recipient,
    values: LetterValues[K],
    options?: { readonly until?: Date },
  ): Promise<string | null>;
  /** needs admin.mail, like all that follow */
  setup(): Promise<MailSetup>;
  setServer(wish: MailServerWish): Promise<MailServerView>;
  removeServer(): Promise<void>;
  /** a message that says that mail works; tried once. Answers its id */
  test(to: string): Promise<string>;
  list(query: { readonly status?: MailStatus; readonly before?: string; readonly limit: number }): Promise<{
    rows: MailView[];
    next: string | null;
  }>;
  view(id: string): Promise<MailView>;
  /** one that waits is tried at once, and one that failed as long as its time is not over */
  retry(id: string): Promise<MailView>;
  cancel(id: string): Promise<MailView>;
  /** only the courier: how it ended */
  finish(id: string, status: 'sent' | 'failed', answer: string): Promise<void>;
  /** only the product itself: from here nothing is ever sent */
  hold(reason: string): Promise<void>;
  /** only the product itself: what ended long ago */
  wipe(): Promise<number>;
}
