// Looks records of one or several objects up by part of their name, a moment after the typing stops; late answers are dropped.
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { EntityName } from '../../contract/names.ts';
import { label, t } from '../i18n/i18n.ts';
import { problemLine } from '../problem-text.ts';
import { listRecords } from '../records/wire.ts';
import { useCatalog } from '../use-catalog.ts';

export interface Found {
  readonly entity: EntityName;
  readonly id: string;
  readonly title: string;
}

/** The text once it has rested for `ms`. */
export function useRested(text: string, ms: number): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setRested(text), ms);
    return () => window.clearTimeout(timer);
  }, [text, ms]);
  return rested;
}

export function useFound(names: readonly EntityName[], opened = false) {
  const catalog = useCatalog();
  const [text, setText] = useState('');
  const [open, setOpen] = useState(opened);
  const rested = useRested(text.trim(), 80);
  const known = names.flatMap((name) => catalog.byName.get(name) ?? []);
  // Without its menu a list is refused: it is not asked for, and that is what is said.
  const entities = known.filter((entity) => entity.menu);
  const closed = known.filter((entity) => !entity.menu);
  const answers = useQueries({
    queries: entities.map((entity) => ({
      queryKey: ['found', entity.name, rested],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        listRecords(entity, { search: rested, limit: 8, fields: ['title'] }, { signal }),
      enabled: open,
      staleTime: 10_000,
      placeholderData: keepPreviousData,
    })),
  });
  const items = useMemo<Found[]>(
    () =>
      answers.flatMap((a, n) =>
        (a.data?.rows ?? []).map((r) => ({ entity: entities[n]!.name, id: r.id, title: r.title ?? '' })),
      ),
    [answers, entities],
  );
  const failed = answers.find((a) => a.isError);
  const held =
    names.length > 0 && known.length === 0
      ? t('field.noneToChoose')
      : closed.length === 0
        ? null
        : t('field.noMenu', { objects: closed.map((entity) => label(entity.labelPlural)).join(', ') });
  const status =
    failed !== undefined
      ? problemLine(failed.error)
      : held !== null
        ? held
        : answers.some((a) => a.isPending && a.isFetching)
          ? t('common.loading')
          : null;
  return {
    text,
    setText,
    items,
    status,
    setOpen: (next: boolean) => {
      setOpen(next);
      if (next) setText('');
    },
  };
}
