// An entry of the ledger in one sentence, and the words for who did it and from where.
import { ledgerValues } from '../../../contract/ledger-query.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { sayAction as sayNamed } from './action-words.ts';
import type { Entry } from './entries.ts';
import { t } from './words.ts';

export type Lookup = (entity: string) => EntityInfo | undefined;

type Said = Pick<Entry, 'action' | 'verb' | 'outcome' | 'entity' | 'record' | 'title' | 'fields'>;

/** Verbs that are said with the object and the name of the record. */
const onRecords = new Set(['created', 'edited', 'archived', 'restored', 'purged'] as const);
type RecordVerb = typeof onRecords extends Set<infer V> ? V : never;

function isRecordVerb(verb: string): verb is RecordVerb {
  return (onRecords as ReadonlySet<string>).has(verb);
}

export function sayEntry(entry: Said, lookup: Lookup): string {
  if (entry.verb === 'refused') return t('say.refused', { what: sayAction(entry, lookup) });
  const entity = entry.entity === null ? undefined : lookup(entry.entity);
  const name = entry.title ?? (entry.record === null ? '' : t('audit.unnamed'));
  if (entry.verb === 'edited' && entity !== undefined && entry.fields.length > 0) return sayEdit(entry, entity, name);
  if (isRecordVerb(entry.verb)) return t(`say.${entry.verb}`, { what: whatOf(entry, entity), name }).trim();
  switch (entry.verb) {
    case 'read':
      return sayRead(entry, entity, name);
    case 'revealed':
      return t('say.revealed', { name });
    case 'signed-in':
      return entry.title === null ? t('say.signedIn') : t('say.signedInAs', { name });
    case 'signed-out':
      return t('say.signedOut');
    case 'done':
      return withName(capital(sayAction(entry, lookup)), name);
    default:
      return withName(capital(label(entry.verb)), name);
  }
}

function sayEdit({ fields }: Said, entity: EntityInfo, name: string): string {
  const words = fields.map((field) => fieldLabel(entity, field));
  const [field = '', other = ''] = words;
  if (words.length === 1) return t('say.edited.one', { field, name });
  if (words.length === 2) return t('say.edited.two', { field, other, name });
  return t('say.edited.many', { count: words.length, name });
}

function sayRead(entry: Said, entity: EntityInfo | undefined, name: string): string {
  const verb = entry.action.split('.')[1] ?? '';
  const named = sayNamed(entry.action);
  if (named !== undefined)
    return t('say.read', { what: named }) + (entity === undefined || name === '' ? '' : `: ${name}`);
  if (entity === undefined) return t('say.read', { what: entry.action });
  const many = label(entity.labelPlural).toLocaleLowerCase();
  const what = label(entity.label).toLocaleLowerCase();
  if (verb === 'list') return t('say.read.list', { what: many });
  if (verb === 'group') return t('say.read.group', { what: many });
  if (verb === 'history') return t('say.read.history', { what, name });
  if (verb === 'view') return t('say.read.view', { what, name });
  return t('say.read', { what: sayAction(entry, () => entity) });
}

/** What was asked for, in words; with the object where it is an action on records: "contact edit". */
function sayAction(entry: Said, lookup: Lookup): string {
  const named = sayNamed(entry.action);
  if (named !== undefined) return named;
  const [family = '', verb = ''] = entry.action.split('.');
  const entity = lookup(entry.entity ?? family);
  return entity === undefined ? entry.action : `${label(entity.label).toLocaleLowerCase()}, ${label(verb)}`;
}

function whatOf(entry: Said, entity: EntityInfo | undefined): string {
  return entity === undefined ? label(entry.entity ?? '') : label(entity.label).toLocaleLowerCase();
}

function fieldLabel(entity: EntityInfo | undefined, name: string): string {
  const field = entity?.fields.find((f) => f.name === name) ?? entity?.masked.find((f) => f.name === name);
  return field === undefined ? name : label(field.label);
}

function withName(what: string, name: string): string {
  return name === '' ? what : t('say.of', { what, name });
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

export function sayActor({ actor }: Pick<Entry, 'actor'>): string {
  if (actor.title !== null) return actor.title;
  if (actor.kind === 'stranger') return t('audit.nobody');
  if (actor.kind === 'system' || actor.id === null) return t('audit.system');
  return t('common.somebody');
}

export function saySource(source: string | null): string {
  const known = ledgerValues.source.find((s) => s === source);
  return known === undefined ? (source ?? '') : t(`audit.source.${known}`);
}

/** `Sales/own`: the role, and how far it reaches. */
export function sayAllowed(allowedBy: string): string {
  const at = allowedBy.lastIndexOf('/');
  if (at <= 0) return label(allowedBy);
  return t('audit.scope', { role: allowedBy.slice(0, at), scope: label(allowedBy.slice(at + 1)) });
}
