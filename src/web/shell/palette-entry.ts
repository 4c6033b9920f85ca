// One line of the palette, and those that are about the page it was opened over.
import type { QueryClient } from '@tanstack/react-query';
import { type LucideIcon, ScanEye, Undo2 } from 'lucide-react';
import type { Catalog } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';
import { undoLast } from '../undo.ts';

export interface Entry {
  readonly id: string;
  readonly group: string;
  readonly icon: LucideIcon;
  readonly text: string;
  readonly hint: string;
  readonly key?: string;
  readonly href?: string;
  readonly run: () => void;
}

/** Takes back what this page did last. */
export function undoEntry(client: QueryClient): Entry {
  return {
    id: 'undo',
    group: t('palette.actions'),
    icon: Undo2,
    text: t('palette.undo'),
    hint: '',
    key: 'Ctrl Z',
    run: () => void undoLast(client),
  };
}

/** On a record page: who can see it. */
export function aboutHere(location: string, catalog: Catalog): Entry[] {
  const at = location.lastIndexOf('/');
  const entity = at <= 0 ? undefined : catalog.byPath.get(location.slice(1, at));
  if (entity === undefined) return [];
  return [
    {
      id: 'who-sees',
      group: t('palette.actions'),
      icon: ScanEye,
      text: t('record.whoSees'),
      hint: '',
      href: `${location}?tab=access`,
      run: () => undefined,
    },
  ];
}
