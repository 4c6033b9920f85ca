// One entry in full: what it changed, what allowed it, from where, and how it is sealed. Beside the list where there is room, else over it.
import { useQueryClient } from '@tanstack/react-query';
import { Undo2, X } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import { changeIn } from '../../../contract/difference.ts';
import { type EntityInfo, fieldOf, isEditable } from '../../../web/catalog.ts';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { putBack } from '../../../web/records/put-back.ts';
import { viewRecord } from '../../../web/records/wire.ts';
import { isEmptyValue } from '../../../web/row.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { AuditState } from './audit-state.ts';
import { type EntryDetail, useEntry } from './entries.ts';
import { RecordDiff, ToldDiff, sayAny } from './EntryDiff.tsx';
import { EntryFacts, EntrySeal } from './EntryFacts.tsx';
import { ofActor } from './EntryList.tsx';
import { useInstant } from './instants.ts';
import { sayActor, sayEntry, saySource } from './say.ts';
import { t } from './words.ts';

export interface EntryPanelProps {
  id: string;
  docked: boolean;
  onClose: () => void;
  onNarrow: AuditState['narrow'];
  onRange: AuditState['setRange'];
  /** something was put back: there are new entries */
  onChanged: () => void;
}

export function EntryPanel({ id, docked, onClose, onNarrow, onRange, onChanged }: EntryPanelProps): ReactElement {
  const { byName } = useCatalog();
  const found = useEntry(id);
  const entry = found.data;
  const title = entry === undefined ? t('audit.entry') : sayEntry(entry, (name) => byName.get(name));
  const body = found.isError ? (
    <Failure error={found.error} onRetry={() => void found.refetch()} />
  ) : entry === undefined ? (
    <Waiting lines={8} />
  ) : (
    <EntryBody
      entry={entry}
      entity={entry.entity === null ? undefined : byName.get(entry.entity)}
      onNarrow={onNarrow}
      onRange={onRange}
      onChanged={onChanged}
    />
  );
  if (!docked) {
    return (
      <Dialog open onClose={onClose} size="medium" className="dialog-preview" title={title}>
        {body}
      </Dialog>
    );
  }
  return (
    <aside className="panel" aria-label={t('audit.entry')} data-region tabIndex={-1}>
      <div className="panel-head">
        <h2 className="panel-name grow">{title}</h2>
        <IconButton icon={X} label={t('audit.close')} shortcut="Esc" onClick={onClose} />
      </div>
      <div className="panel-body">{body}</div>
    </aside>
  );
}

interface BodyProps extends Pick<EntryPanelProps, 'onNarrow' | 'onRange' | 'onChanged'> {
  entry: EntryDetail;
  entity: EntityInfo | undefined;
}

function EntryBody({ entry, entity, onNarrow, onRange, onChanged }: BodyProps): ReactElement {
  const formatInstant = useInstant();
  const who = sayActor(entry);
  const { id, kind } = entry.actor;
  const told = entry.changes.length > 0 ? null : changeIn(entry.values);
  const others = Object.entries(told?.rest ?? entry.values);
  return (
    <div className="audit-panel">
      <p className="muted">
        {who}, {formatInstant(entry.at)}
        {entry.source !== null && `, ${saySource(entry.source)}`}
      </p>
      {entry.changes.length > 0 && <RecordDiff entry={entry} entity={entity} />}
      {told !== null && told.differences.length > 0 && <ToldDiff differences={told.differences} />}
      {entry.hidden && <p className="audit-held small prose">{t('audit.moreHidden')}</p>}
      {entry.erased && <p className="muted small prose">{t('audit.erased')}</p>}
      <div className="row wrap">
        {entity !== undefined && entry.record !== null && entry.title !== null && entry.verb !== 'purged' && (
          <Link href={`/${entity.path}/${entry.record}`} className="btn btn-plain btn-small">
            {t('audit.openRecord')}
          </Link>
        )}
        {entity !== undefined && <PutBack entry={entry} entity={entity} onChanged={onChanged} />}
        <Button small onClick={() => onNarrow(ofActor(id, kind))}>
          {t('audit.moreBy', { name: who })}
        </Button>
        <Button small onClick={() => onRange(...around(entry.at))}>
          {t('audit.around')}
        </Button>
      </div>
      {others.length > 0 && (
        <section className="stack tight">
          <h3>{t('audit.words')}</h3>
          <dl className="audit-facts">
            {others.map(([name, value]) => (
              <Said key={name} name={name} value={value} />
            ))}
          </dl>
        </section>
      )}
      <EntryFacts entry={entry} onNarrow={onNarrow} />
      <EntrySeal entry={entry} />
    </div>
  );
}

/** A minute before and behind. */
function around(at: string): [string, string] {
  const moment = Date.parse(at);
  return [new Date(moment - 60_000).toISOString(), new Date(moment + 60_000).toISOString()];
}

function Said({ name, value }: { name: string; value: unknown }): ReactElement {
  return (
    <>
      <dt>{name}</dt>
      <dd className={typeof value === 'object' && value !== null ? 'mono audit-json' : undefined}>
        {isEmptyValue(value) ? t('value.empty') : sayAny(value)}
      </dd>
    </>
  );
}

function PutBack({
  entry,
  entity,
  onChanged,
}: Pick<BodyProps, 'entry' | 'onChanged'> & { entity: EntityInfo }): ReactElement | null {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const fields = entry.changes.filter(({ field: name, before, hidden }) => {
    const field = fieldOf(entity, name);
    return !hidden && field !== undefined && isEditable(entity, field) && !(field.required && isEmptyValue(before));
  });
  if (entry.verb !== 'edited' || entry.record === null || entry.title === null || fields.length === 0) return null;
  const run = async (id: string) => {
    const row = await viewRecord(entity, id);
    const values = Object.fromEntries(fields.map((c) => [c.field, c.before]));
    const done = await putBack(client, entity, row, values, t('audit.putBackDone', { name: row.title ?? '' }));
    if (!done) showToast({ text: t('audit.putBackNone'), lasts: 4000 });
    else onChanged();
  };
  const onClick = () => {
    setBusy(true);
    run(entry.record!)
      .catch((error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }))
      .finally(() => setBusy(false));
  };
  return (
    <Button small icon={Undo2} busy={busy} onClick={onClick}>
      {t('audit.putBack')}
    </Button>
  );
}
