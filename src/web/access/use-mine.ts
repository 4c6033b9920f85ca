// The objects and verbs one may hand to a program: what one holds oneself.
import { label } from '../i18n/i18n.ts';
import { useMe } from '../session.ts';
import { useCatalog } from '../use-catalog.ts';
import type { ObjectRow } from './grants.ts';

export const givenVerbs = [
  'view',
  'create',
  'edit',
  'archive',
  'restore',
  'import',
  'export',
  'purge',
  'assign',
  'complete',
];

/** A program is given what I hold: the objects and verbs that are not mine are not there. */
export function useMine(): ObjectRow[] {
  const me = useMe();
  return useCatalog().entities.flatMap((e) => {
    const held = givenVerbs.filter(
      (verb) => me.permissions.includes(`${e.name}.${verb}`) || e.verbs.has(verb as never),
    );
    const scopes =
      ['company', 'contact', 'deal', 'activity'].includes(e.name) || e.name.startsWith('own_')
        ? ['none', 'own', 'team', 'all']
        : ['none', 'all'];
    const fields = [...e.fields.filter((f) => !f.system), ...e.masked].map(({ name, label: called }) => ({
      name,
      label: called,
    }));
    return held.length === 0 ? [] : [{ name: e.name, label: label(e.labelPlural), verbs: held, scopes, fields }];
  });
}
