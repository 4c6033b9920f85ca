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

/** The time has come to remind the owner of an activity. */
export interface ReminderEvent {
  readonly topic: 'reminder';
  readonly activity: string;
  /** only this user may hear of it */
  readonly user: string;
  /** the time that was set, ISO 8601 in UTC */
  readonly at: string;
}

/** There is something to be told to one person; what it is, the person asks for. */
export interface NoticeEvent {
  readonly topic: 'notice';
  readonly id: string;
  /** only this user may hear of it */
  readonly user: string;
}

/** Fields, objects or settings of the vault changed: what a page knows of them is to be asked again. It tells nothing of what changed. */
export interface ModelEvent {
  readonly topic: 'model';
}

export type OutboxEvent = RecordEvent | JobEvent | ReminderEvent | NoticeEvent | ModelEvent;
