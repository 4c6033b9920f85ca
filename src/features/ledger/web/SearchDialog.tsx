// Keeping a search: its name, its question, who may use it, and whom it tells when it finds much within a few minutes.
import { useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { call } from '../../../web/call.ts';
import { useFound } from '../../../web/fields/use-found.ts';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { useMe } from '../../../web/session.ts';
import type { SavedSearchView } from '../../searches/contract.ts';
import type { AuditState } from './audit-state.ts';
import { searchesKey } from './entries.ts';
import { t } from './words.ts';

interface Person {
  readonly id: string;
  readonly title: string;
}

interface Draft {
  readonly name: string;
  readonly query: string;
  readonly looks: boolean;
  readonly shared: boolean;
  readonly watching: boolean;
  readonly count: string;
  readonly minutes: string;
  readonly people: readonly Person[];
}

function draftOf(state: AuditState, search: SavedSearchView | null, me: Person): Draft {
  const { alert } = search ?? { alert: null };
  return {
    name: search?.name ?? '',
    query: search?.query ?? state.text,
    looks: search?.looks ?? state.looks,
    shared: search?.shared ?? false,
    watching: alert !== null,
    count: String(alert?.count ?? 10),
    minutes: String(alert?.minutes ?? 10),
    people: alert?.people.map((p) => ({ id: p.id, title: p.title ?? p.id.slice(0, 8) })) ?? [me],
  };
}

export interface SearchDialogProps {
  state: AuditState;
  /** null: the present question becomes a new one */
  search: SavedSearchView | null;
  /** may share and be told */
  everybody: boolean;
  onClose: () => void;
}

export function SearchDialog({ state, search, everybody, onClose }: SearchDialogProps): ReactElement {
  const client = useQueryClient();
  const me = useMe();
  const [draft, setDraft] = useState(() => draftOf(state, search, { id: me.user.id, title: me.user.title }));
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const change = (next: Partial<Draft>) => setDraft({ ...draft, ...next });
  const save = () => {
    setBusy(true);
    const { name, query, looks, shared, watching, people } = draft;
    const alert = watching
      ? { count: Number(draft.count), minutes: Number(draft.minutes), people: people.map((p) => p.id) }
      : null;
    const body = { name: name.trim(), query: query.trim(), looks, shared, alert };
    (search === null
      ? call('POST', '/ledger/searches', { body })
      : call('PUT', `/ledger/searches/${search.id}`, { body })
    )
      .then(() => client.invalidateQueries({ queryKey: searchesKey }))
      .then(() => {
        showToast({ text: t('audit.search.saved', { name: body.name }) });
        onClose();
      })
      .catch((failed: unknown) => setError(problemLine(failed)))
      .finally(() => setBusy(false));
  };
  const whole = draft.name.trim() !== '' && (!draft.watching || draft.people.length > 0);
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={search === null ? t('audit.search.save') : t('audit.search.edit', { name: search.name })}
      foot={
        <Button variant="primary" busy={busy} disabled={!whole} onClick={save}>
          {t('audit.search.keep')}
        </Button>
      }
    >
      <div className="stack">
        {error !== null && (
          <p className="danger-text" role="alert">
            {error}
          </p>
        )}
        <FormField label={t('audit.search.name')} required>
          {(control) => (
            <TextInput
              {...control}
              value={draft.name}
              maxLength={80}
              onChange={(e) => change({ name: e.target.value })}
            />
          )}
        </FormField>
        <FormField label={t('audit.search.question')} help={t('audit.askHelp')}>
          {(control) => (
            <TextInput
              {...control}
              className="mono"
              value={draft.query}
              maxLength={2000}
              onChange={(e) => change({ query: e.target.value })}
            />
          )}
        </FormField>
        <Tick text={t('audit.looks')} on={draft.looks} onChange={(looks) => change({ looks })} />
        {everybody && (
          <Tick text={t('audit.search.share')} on={draft.shared} onChange={(shared) => change({ shared })} />
        )}
        {everybody && (
          <Tick text={t('audit.search.alert')} on={draft.watching} onChange={(watching) => change({ watching })} />
        )}
        {everybody && draft.watching && <Watching draft={draft} change={change} />}
      </div>
    </Dialog>
  );
}

function Tick({ text, on, onChange }: { text: string; on: boolean; onChange: (on: boolean) => void }): ReactElement {
  return (
    <label className="row">
      <Checkbox checked={on} onChange={(e) => onChange(e.target.checked)} />
      <span>{text}</span>
    </label>
  );
}

function Watching({ draft, change }: { draft: Draft; change: (next: Partial<Draft>) => void }): ReactElement {
  const found = useFound(['user']);
  const items = found.items.filter((i) => !draft.people.some((p) => p.id === i.id));
  return (
    <div className="stack">
      <p className="muted small">{t('audit.search.alertHelp')}</p>
      <div className="row">
        <FormField label={t('audit.search.alertCount')} className="grow">
          {(control) => (
            <TextInput
              {...control}
              inputMode="numeric"
              value={draft.count}
              onChange={(e) => change({ count: e.target.value.replace(/\D/g, '') })}
            />
          )}
        </FormField>
        <FormField label={t('audit.search.alertMinutes')} className="grow">
          {(control) => (
            <TextInput
              {...control}
              inputMode="numeric"
              value={draft.minutes}
              onChange={(e) => change({ minutes: e.target.value.replace(/\D/g, '') })}
            />
          )}
        </FormField>
      </div>
      <FormField label={t('audit.search.alertPeople')}>
        {(control) => (
          <Select
            control={control}
            label={t('audit.search.alertPeople')}
            value={null}
            onChange={(id) => {
              const person = items.find((i) => i.id === id);
              if (person !== undefined) change({ people: [...draft.people, { id: person.id, title: person.title }] });
            }}
            onOpenChange={found.setOpen}
            search={{ text: found.text, onText: found.setText }}
            status={found.status}
            items={items.map((i) => ({ value: i.id, label: i.title }))}
          />
        )}
      </FormField>
      <div className="row wrap">
        {draft.people.map((person) => (
          <span key={person.id} className="chip">
            <span className="chip-text">
              <span>{person.title}</span>
            </span>
            <IconButton
              icon={X}
              label={t('form.clear', { what: person.title })}
              onClick={() => change({ people: draft.people.filter((p) => p.id !== person.id) })}
            />
          </span>
        ))}
      </div>
    </div>
  );
}
