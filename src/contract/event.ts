// What travels on the one event stream a browser holds, and through the outbox to features that listen.
import type { EntityName } from './names.ts';

export type RecordVerb = 'created' | 'edited' | 'archived' | 'restored' | 'removed';

export interface RecordEvent {
  readonly topic: 'record';
  readonly entity: EntityName;
  readonly verb: RecordVerb;
  readonly ids: readonly string[];
  readonly operation: string;
}

export interface JobEvent {
  readonly topic: 'job';
  readonly id: string;
  /** only this user may hear of it */
  readonly user: string;
}

export type OutboxEvent = RecordEvent | JobEvent;
