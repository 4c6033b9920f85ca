// Rights by the words people know them by, in the language of the page: "Companies: View", "Members".
import { useQueryClient } from '@tanstack/react-query';
import { type NamedObject, type NamedTotals, type RightNames, rightNames } from '../../contract/right-names.ts';
import { catalogOf } from '../catalog.ts';
import { label } from '../i18n/i18n.ts';
import { wordFor } from './word-for.ts';
import { t } from './words.ts';

/** `known`, `totals`: all objects and saved totals there are, where more are named than one may see oneself. */
export function useRightWords(known?: readonly NamedObject[], totals?: readonly NamedTotals[]): RightNames {
  // What is refused may be the catalog itself.
  const entities = catalogOf(useQueryClient())?.entities ?? [];
  const mine = entities.map((e): NamedObject => {
    const fields = [...e.fields, ...e.masked];
    const types = e.name === 'activity' ? (fields.find((f) => f.name === 'type')?.options ?? []) : [];
    return { name: e.name, label: e.labelPlural, fields, types: types.map((o) => ({ name: o.key, label: o.label })) };
  });
  return rightNames([...mine, ...(known ?? [])], totals, {
    label,
    verb: (verb) => wordFor('verb', verb),
    limit: (limit) => t(`limit.${limit}`),
    menu: (name) => t('right.menu', { name }),
    totals: (name) => (name === null ? t('right.totalsUnknown') : t('right.totals', { name })),
    everything: t('right.everything'),
    owner: t('field.owner'),
  });
}
