// Moves of cards between stages: shown at once over what the server said, settled when the server has said it too, and taken back with its reason when refused.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { CallError } from '../../../web/call.ts';
import { type EntityInfo, fieldOf, isEditable } from '../../../web/catalog.ts';
import { companyZone } from '../../../web/format.ts';
import { announce } from '../../../web/kit/announce.ts';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { putRow } from '../../../web/records/cache.ts';
import { askConflict } from '../../../web/records/conflict.ts';
import { type Values, wireValues } from '../../../web/records/save.ts';
import { editRecord, viewRecord } from '../../../web/records/wire.ts';
import { type Row, isEmptyValue } from '../../../web/row.ts';
import { offerUndo } from '../../../web/undo.ts';
import { today } from '../../../contract/zone.ts';
import type { Stage } from './use-stages.ts';
import { t } from './words.ts';

export interface Move {
  readonly row: Row;
  readonly from: Stage;
  readonly to: Stage;
  /** lifted: with the keyboard, not dropped yet; asking: a form is open; saving: sent; settling: done, the lists are being asked again */
  readonly phase: 'lifted' | 'asking' | 'saving' | 'settling';
}

export interface Asking {
  readonly move: Move;
  readonly fields: readonly string[];
  /** why it was refused, where it was */
  readonly error: unknown;
}

export interface Moves {
  readonly byCard: ReadonlyMap<string, Move>;
  readonly asking: Asking | null;
  readonly lift: (row: Row, from: Stage) => void;
  /** the lifted card to another stage, still in the hand */
  readonly carry: (to: Stage) => void;
  readonly drop: () => void;
  readonly putBack: () => void;
  readonly move: (row: Row, from: Stage, to: Stage) => void;
  readonly answer: (values: Values | null) => void;
}

/** The row as the server will have it there: what is closed is closed today. */
function rowIn(row: Row, to: Stage): Row {
  if (!('closedOn' in row)) return row;
  return {
    ...row,
    closedOn: to.outcome === 'open' ? null : (row['closedOn'] ?? today(companyZone(), new Date())),
  };
}

export const nameOf = (row: Row): string => row.title ?? '';

export function useMoves(deal: EntityInfo, onSettled: (stages: readonly Stage[]) => Promise<void>): Moves {
  const client = useQueryClient();
  const [byCard, setByCard] = useState<ReadonlyMap<string, Move>>(new Map());
  const [asking, setAsking] = useState<Asking | null>(null);
  const now = useRef(byCard);
  now.current = byCard;

  const put = useCallback((move: Move) => setByCard((old) => new Map(old).set(move.row.id, move)), []);
  /** a card may have been moved on since: only this move is taken away */
  const drop = useCallback(
    (move: Move) =>
      setByCard((old) => {
        if (old.get(move.row.id) !== move) return old;
        const next = new Map(old);
        next.delete(move.row.id);
        return next;
      }),
    [],
  );

  const save = useCallback(
    async (move: Move, values: Values) => {
      const sent: Move = { ...move, phase: 'saving' };
      put(sent);
      try {
        const row = await send(client, deal, sent, values);
        const settling: Move = { ...sent, row: row ?? sent.row, phase: 'settling' };
        put(settling);
        await onSettled([move.from, move.to]);
        drop(settling);
      } catch (error) {
        const wanted = fieldsOf(error, deal);
        if (wanted.length > 0) {
          const again: Move = { ...sent, phase: 'asking' };
          put(again);
          setAsking({ move: again, fields: wanted, error });
          return;
        }
        drop(sent);
        const text = t('board.failed', { name: nameOf(move.row), stage: move.from.name, reason: problemLine(error) });
        announce(text);
        showToast({ text, tone: 'danger' });
        // it may be refused because it is elsewhere already
        void onSettled([move.from, move.to]);
      }
    },
    [client, deal, drop, onSettled, put],
  );

  const start = useCallback(
    (row: Row, from: Stage, to: Stage) => {
      if (from.id === to.id) return;
      const asks = to.outcome === 'lost' && asksForReason(deal) && isEmptyValue(row['lostReason']);
      const move: Move = { row: rowIn(row, to), from, to, phase: asks ? 'asking' : 'saving' };
      if (asks) {
        put(move);
        announce(t('board.asked', { name: nameOf(row), stage: to.name }));
        setAsking({ move, fields: ['lostReason'], error: null });
      } else void save(move, {});
    },
    [deal, put, save],
  );

  return useMemo(() => {
    const lifted = () => [...now.current.values()].find((m) => m.phase === 'lifted');
    return {
      byCard,
      asking,
      lift: (row, from) => {
        put({ row, from, to: from, phase: 'lifted' });
        announce(t('board.lifted', { name: nameOf(row) }));
      },
      carry: (to) => {
        const held = lifted();
        if (held !== undefined) put({ ...held, row: rowIn(held.row, to), to });
      },
      drop: () => {
        const held = lifted();
        if (held === undefined) return;
        drop(held);
        if (held.from.id === held.to.id) announce(t('board.back', { name: nameOf(held.row), stage: held.from.name }));
        else start(held.row, held.from, held.to);
      },
      putBack: () => {
        const held = lifted();
        if (held === undefined) return;
        drop(held);
        announce(t('board.back', { name: nameOf(held.row), stage: held.from.name }));
      },
      move: start,
      answer: (values) => {
        if (asking === null) return;
        setAsking(null);
        if (values !== null) {
          void save(asking.move, values);
          return;
        }
        drop(asking.move);
        announce(t('board.back', { name: nameOf(asking.move.row), stage: asking.move.from.name }));
      },
    };
  }, [byCard, asking, drop, put, save, start]);
}

function asksForReason(deal: EntityInfo): boolean {
  const field = fieldOf(deal, 'lostReason');
  return field !== undefined && isEditable(deal, field);
}

/** The fields a refusal names that a person could fill in: then a form is better than a refusal. */
function fieldsOf(error: unknown, deal: EntityInfo): string[] {
  if (!(error instanceof CallError)) return [];
  const names = (error.problem.errors ?? []).map((e) => e.field.replace(/[.[].*$/, ''));
  return [...new Set(names)].filter((name) => {
    const field = fieldOf(deal, name);
    return name !== 'stage' && field !== undefined && isEditable(deal, field);
  });
}

/** The deal as it is afterwards; null: somebody else's change was left as it is. */
async function send(client: QueryClient, deal: EntityInfo, move: Move, values: Values): Promise<Row | null> {
  const wire = { ...wireValues(deal, values), stage: move.to.id };
  const edit = async (version: number | null, body: Readonly<Record<string, unknown>>): Promise<Row> => {
    const { data, operation } = await editRecord(deal, move.row.id, version, body);
    putRow(client, deal.name, move.row.id, data);
    offerUndo(client, t('board.moved', { name: nameOf(move.row), stage: move.to.name }), operation);
    return data;
  };
  try {
    return await edit(move.row.version, wire);
  } catch (error) {
    if (!(error instanceof CallError) || error.problem.code !== 'conflict') throw error;
    const current = await viewRecord(deal, move.row.id);
    const conflicts = error.problem.conflicts ?? [];
    const chosen = await askConflict({ entity: deal, title: nameOf(move.row), conflicts });
    if (chosen === null) return null;
    // where theirs was chosen nothing is sent
    const undisputed = Object.entries(wire).filter(([name]) => !conflicts.some((c) => c.field === name));
    const left = { ...Object.fromEntries(undisputed), ...chosen };
    return Object.keys(left).length === 0 ? null : await edit(current.version, left);
  }
}
