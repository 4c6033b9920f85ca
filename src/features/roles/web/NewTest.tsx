// A new test of access: for whoever holds a role or for one person; about a right, one record, or the records of a filter; with a field where one is named.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, Suspense, lazy, useState } from 'react';
import { call } from '../../../web/call.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import { useFound } from '../../../web/fields/use-found.ts';
import { type PageFilter, resolveFilter, topParts } from '../../../contract/page-filter.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import { useMe } from '../../../web/session.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { Catalogue, Role } from '../contract.ts';
import { rolesKey } from './use-roles.ts';
import { useRoleWords } from './use-role-words.ts';
import { t } from './words.ts';
import { offerUndo } from '../../../web/undo.ts';

const FilterBuilder = lazy(() =>
  import('../../../web/records/FilterBuilder.tsx').then((m) => ({ default: m.FilterBuilder })),
);

interface Draft {
  readonly who: 'role' | 'person';
  readonly role: string | null;
  readonly person: string | null;
  readonly permission: string | null;
  readonly about: 'right' | 'one' | 'filter';
  readonly record: string | null;
  readonly filter: PageFilter | null;
  readonly field: string | null;
  readonly must: 'yes' | 'no';
  readonly note: string;
}

const empty: Draft = {
  who: 'role',
  role: null,
  person: null,
  permission: null,
  about: 'right',
  record: null,
  filter: null,
  field: null,
  must: 'no',
  note: '',
};

const isWhole = (d: Draft): boolean =>
  (d.who === 'role' ? d.role : d.person) !== null &&
  d.permission !== null &&
  (d.about !== 'one' || d.record !== null) &&
  (d.about !== 'filter' || d.filter !== null) &&
  d.note.trim() !== '';

export function NewTest({ roles, catalogue }: { roles: readonly Role[]; catalogue: Catalogue }): ReactElement {
  const client = useQueryClient();
  const me = useMe();
  const catalog = useCatalog();
  const words = useRoleWords(catalogue.objects);
  const [draft, setDraft] = useState<Draft>(empty);
  const [error, setError] = useState<string | null>(null);
  const put = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const entity = catalog.byName.get(draft.permission?.split('.')[0] ?? '');
  const rights = [
    ...catalogue.objects.flatMap((o) => o.verbs.map((verb) => `${o.name}.${verb}`)),
    ...catalogue.areas.map((a) => a.name),
  ];
  const save = () => {
    const { who, about, field, note, permission, must } = draft;
    const kindOf = (name: string) => entity?.fields.find((f) => f.name === name)?.kind;
    const by = { me: me.user.id, timeZone: me.tenant.timeZone, now: new Date(), kindOf };
    const body = {
      ...(who === 'role' ? { role: draft.role } : { person: draft.person }),
      permission,
      ...(about === 'one' ? { record: draft.record } : {}),
      ...(about === 'filter' ? { filter: resolveFilter(draft.filter, by) } : {}),
      ...(field === null ? {} : { field }),
      may: must === 'yes',
      note,
    };
    call('POST', '/access-tests', { body }).then(
      ({ operation }) => {
        setError(null);
        setDraft(empty);
        offerUndo(client, t('tests.added'), operation);
        return client.invalidateQueries({ queryKey: rolesKey });
      },
      (failed: unknown) => setError(problemLine(failed)),
    );
  };
  return (
    <section className="new-test" aria-label={t('tests.add')}>
      <h2>{t('tests.add')}</h2>
      <Choice
        label={t('tests.who')}
        value={draft.who}
        items={{ role: t('tests.role'), person: t('tests.person') }}
        onChange={(who) => put({ who })}
      />
      {draft.who === 'role' ? (
        <FormField label={t('tests.role')}>
          {(control) => (
            <Select
              control={control}
              label={t('tests.role')}
              value={draft.role}
              onChange={(role) => put({ role })}
              items={roles.map((r) => ({ value: r.id, label: r.name }))}
            />
          )}
        </FormField>
      ) : (
        <Look
          key="person"
          name="user"
          label={t('tests.person')}
          value={draft.person}
          onChange={(person) => put({ person })}
        />
      )}
      <FormField label={t('tests.permission')}>
        {(control) => (
          <Select
            control={control}
            label={t('tests.permission')}
            value={draft.permission}
            onChange={(permission) => put({ permission, about: 'right', record: null, filter: null, field: null })}
            search="local"
            items={rights.map((r) => ({ value: r, label: words.one(r) }))}
          />
        )}
      </FormField>
      {entity !== undefined && <About entity={entity} draft={draft} put={put} />}
      <Choice
        label={t('tests.expected')}
        value={draft.must}
        items={{ no: t('tests.mayNot'), yes: t('tests.may') }}
        onChange={(must) => put({ must })}
      />
      <FormField label={t('tests.note')} error={error}>
        {(control) => (
          <TextInput {...control} value={draft.note} maxLength={200} onChange={(e) => put({ note: e.target.value })} />
        )}
      </FormField>
      <Button variant="primary" disabled={!isWhole(draft)} onClick={save}>
        {t('tests.save')}
      </Button>
    </section>
  );
}

interface AboutProps {
  entity: EntityInfo;
  draft: Draft;
  put: (change: Partial<Draft>) => void;
}

function About({ entity, draft, put }: AboutProps): ReactElement {
  const [building, setBuilding] = useState(false);
  return (
    <>
      <Choice
        label={t('tests.about')}
        value={draft.about}
        items={{ right: t('tests.about.right'), one: t('tests.about.one'), filter: t('tests.about.filter') }}
        onChange={(about) => put({ about })}
      />
      {draft.about === 'one' && (
        <Look
          key={entity.name}
          name={entity.name}
          label={t('tests.record')}
          value={draft.record}
          onChange={(record) => put({ record })}
        />
      )}
      {draft.about === 'filter' && (
        <Button onClick={() => setBuilding(true)}>
          {draft.filter === null ? t('tests.filter') : t('tests.filterSet', { count: topParts(draft.filter).length })}
        </Button>
      )}
      <FormField label={t('tests.field')}>
        {(control) => (
          <Select
            control={control}
            label={t('tests.field')}
            value={draft.field}
            clearable
            placeholder={t('tests.anyField')}
            onChange={(field) => put({ field })}
            items={entity.fields.filter((f) => !f.system).map((f) => ({ value: f.name, label: f.label }))}
          />
        )}
      </FormField>
      {building && (
        <Suspense>
          <FilterBuilder
            entity={entity}
            filter={draft.filter}
            onClose={() => setBuilding(false)}
            onApply={(filter) => {
              put({ filter });
              setBuilding(false);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

interface ChoiceProps<V extends string> {
  label: string;
  value: V;
  items: Readonly<Record<V, string>>;
  onChange: (value: V) => void;
}

function Choice<V extends string>({ label, value, items, onChange }: ChoiceProps<V>): ReactElement {
  return (
    <FormField label={label}>
      {(control) => (
        <Select
          control={control}
          label={label}
          value={value}
          onChange={(next) => next !== null && onChange(next as V)}
          items={(Object.entries(items) as [V, string][]).map(([one, text]) => ({ value: one, label: text }))}
        />
      )}
    </FormField>
  );
}

interface LookProps {
  name: EntityInfo['name'];
  label: string;
  value: string | null;
  onChange: (id: string | null) => void;
}

/** One record, found by part of its name. */
function Look({ name, label, value, onChange }: LookProps): ReactElement {
  const found = useFound([name]);
  const [title, setTitle] = useState('');
  const items = found.items.map((i) => ({ value: i.id, label: i.title }));
  return (
    <FormField label={label}>
      {(control) => (
        <Select
          control={control}
          label={label}
          value={value}
          onChange={(id) => {
            setTitle(items.find((i) => i.value === id)?.label ?? '');
            onChange(id);
          }}
          onOpenChange={found.setOpen}
          search={{ text: found.text, onText: found.setText }}
          status={found.status}
          items={value === null || items.some((i) => i.value === value) ? items : [{ value, label: title }, ...items]}
        />
      )}
    </FormField>
  );
}
