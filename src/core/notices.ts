// Tells people in the product what they have to know by virtue of a right they hold: kept sealed for each of them until it is seen and its time is over.
import type { Permission } from '../contract/permission.ts';
import type { Json } from '../contract/json.ts';
import { readPeople } from './access/person.ts';
import { now } from './clock.ts';
import { seal, unseal } from './crypto/seal.ts';
import { newId } from './ids.ts';
import { may } from './principal.ts';
import type { Unit } from './unit.ts';

export interface Notice {
  readonly id: string;
  readonly at: string;
  readonly seenAt: string | null;
  readonly doc: Json;
}

export interface NoticeDesk {
  /** Tells everybody active who holds the right now, or `only` those named of them. Of the same thing one has one notice: the newest. Answers who was told. */
  tell(permission: Permission, about: string, doc: Json, only?: readonly string[]): Promise<string[]>;
  /** one's own, newest first, while one holds the right they are told for */
  list(): Promise<Notice[]>;
  /** one's own; answers how many were news */
  see(ids: readonly string[]): Promise<number>;
  /** only the product itself: what has expired */
  wipe(): Promise<number>;
}

const keptDays = 90;
const listMost = 50;

interface Row {
  readonly id: string;
  readonly permission: Permission;
  readonly sealed: Buffer;
  readonly at: Date;
  readonly seen_at: Date | null;
}

export function makeNoticeDesk(unit: Unit): NoticeDesk {
  const key = unit.vault.keys.purpose('files');
  const place = (user: string, id: string): string => `${unit.vault.id}/core.notice/${user}/${id}`;
  return {
    tell: async (permission, about, doc, only) => {
      const people = (await readPeople(unit, only ?? null)).filter((person) => may(person, permission));
      const text = Buffer.from(JSON.stringify(doc));
      const expires = new Date(unit.at.getTime() + keptDays * 86_400_000);
      for (const { id: user } of people) {
        const id = newId();
        // The place it is sealed for holds its id, so news come as a new row.
        await unit.query('delete from core.notice where user_id = $1 and about = $2', [user, about]);
        await unit.query(
          `insert into core.notice (id, user_id, permission, about, sealed, at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
          [id, user, permission, about, seal(key, text, place(user, id)), unit.at, expires],
        );
        unit.events.push({ topic: 'notice', id, user });
      }
      return people.map((person) => person.id);
    },
    list: async () => {
      const { rows } = await unit.query<Row>(
        `select id, permission, sealed, at, seen_at from core.notice where user_id = $1 and expires_at > $2
         order by at desc, id desc limit $3`,
        [unit.me.id, unit.at, listMost],
      );
      return rows
        .filter((row) => may(unit.me, row.permission))
        .map((row) => ({
          id: row.id,
          at: row.at.toISOString(),
          seenAt: row.seen_at?.toISOString() ?? null,
          doc: JSON.parse(unseal(key, row.sealed, place(unit.me.id, row.id)).toString('utf8')) as Json,
        }));
    },
    see: async (ids) =>
      (
        await unit.query(
          'update core.notice set seen_at = $3 where user_id = $1 and id = any($2::uuid[]) and seen_at is null',
          [unit.me.id, ids, unit.at],
        )
      ).rowCount,
    wipe: async () => {
      unit.refuseUnless(unit.me.kind === 'system', 'system');
      return (await unit.query('delete from core.notice where expires_at <= $1', [now()])).rowCount;
    },
  };
}
