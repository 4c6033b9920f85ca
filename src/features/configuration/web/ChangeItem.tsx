// One change of configuration: said in a line, with its differences, and rolled back after a look at what that would do.
import { useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../../contract/action.ts';
import { call, isWaiting } from '../../../web/call.ts';
import { formatDateTime, formatNumber } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { UndoView, undoOperation } from '../../operations/contract.ts';
import type { ChangeView } from '../contract.ts';
import { t } from './words.ts';

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

function useSaid(change: ChangeView): string {
  const { byName } = useCatalog();
  const entity = change.entity === null ? undefined : byName.get(change.entity);
  const of = entity === undefined ? '' : label(entity.label);
  const what = capital(label(change.verb));
  const kind = entity === undefined && change.entity !== null ? label(change.entity) : of;
  const name = [kind, change.name].filter(Boolean).join(' ');
  return name === '' ? what : `${what}: ${name}`;
}

function sayWho({ machine, actor }: ChangeView): string {
  if (machine !== null) return t('conf.byMachine', { by: machine.by });
  if (actor.title !== null) return actor.title;
  return actor.kind === 'user' || actor.kind === 'api_key' ? t('common.somebody') : t('conf.strongroom');
}

export function ChangeItem({ change, onRolledBack }: { change: ChangeView; onRolledBack: () => void }): ReactElement {
  const [rolling, setRolling] = useState(false);
  const said = useSaid(change);
  const { machine, differences, state, version, number, reason } = change;
  return (
    <li className="conf-change">
      <div className="row wrap">
        <h2 className="conf-said grow">{said}</h2>
        {machine?.outcome === 'failed' && <Badge tone="danger">{t('conf.outcome.failed')}</Badge>}
        {state === 'undone' && <Badge>{t('conf.roll.undone')}</Badge>}
        {state === 'open' && (
          <Button small icon={Undo2} onClick={() => setRolling(true)}>
            {t('conf.roll')}
          </Button>
        )}
      </div>
      <p className="muted small">
        {[
          number === null ? '' : t('conf.number', { number: formatNumber(number) }),
          formatDateTime(machine?.at ?? change.at),
          sayWho(change),
          version === null ? '' : t('conf.version', { version }),
        ]
          .filter(Boolean)
          .join(' · ')}{' '}
        · <Link href={`/audit?time=all&open=${change.id}&q=${encodeURIComponent(change.id)}`}>{t('conf.open')}</Link>
      </p>
      {reason !== null && <p className="small prewrap">{t('conf.reason', { reason })}</p>}
      {differences.length > 0 && <Differences change={change} />}
      {state === 'over' && <p className="muted small">{t('conf.roll.over')}</p>}
      {change.hidden && <p className="muted small">{t('conf.hidden')}</p>}
      {rolling && (
        <RollBack
          operation={change.operation}
          said={said}
          onClose={() => setRolling(false)}
          onDone={() => {
            setRolling(false);
            onRolledBack();
          }}
        />
      )}
    </li>
  );
}

function Differences({ change }: { change: ChangeView }): ReactElement {
  return (
    <table className="values-table values-grid conf-table">
      <caption className="sr">{change.verb}</caption>
      <thead>
        <tr>
          <th scope="col">{t('conf.what')}</th>
          <th scope="col">{t('conf.before')}</th>
          <th scope="col">{t('conf.after')}</th>
        </tr>
      </thead>
      <tbody>
        {change.differences.map(({ name, before, after }) => (
          <tr key={name}>
            <th scope="row">{name === '' ? change.kind : label(name)}</th>
            <td className={before === undefined ? 'muted' : 'conf-before'}>{sayValue(before)}</td>
            <td className={after === undefined ? 'muted' : 'conf-after'}>{sayValue(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function sayValue(value: unknown): string {
  if (value === undefined || value === null) return t('conf.none');
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}

function RollBack({
  operation,
  said,
  onClose,
  onDone,
}: {
  operation: string;
  said: string;
  onClose: () => void;
  onDone: () => void;
}): ReactElement {
  const client = useQueryClient();
  const [preview, setPreview] = useState<UndoView | null>(null);
  const [asked, setAsked] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (!asked) {
    setAsked(true);
    call<AnswerOf<typeof undoOperation>>('POST', `/operations/${operation}/undo`, {
      query: { preview: 'true' },
      body: {},
    })
      .then(({ data }) => setPreview(data.result))
      .catch((failed: unknown) => setError(problemLine(failed)));
  }
  const confirm = () => {
    setBusy(true);
    call('POST', `/operations/${operation}/undo`, { body: {} })
      .then(({ data }) => {
        showToast({ text: t(isWaiting(data) ? 'conf.roll.waits' : 'conf.roll.done') });
        void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'configuration' });
        onDone();
      })
      .catch((failed: unknown) => setError(problemLine(failed)))
      .finally(() => setBusy(false));
  };
  const count = preview === null ? 0 : preview.back + preview.binned;
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={t('conf.roll.title', { what: said })}
      foot={
        <Button variant="primary" busy={busy} disabled={count === 0} onClick={confirm}>
          {t('conf.roll.confirm')}
        </Button>
      }
    >
      <div className="stack">
        <p className="muted prose">{t('conf.roll.help')}</p>
        {error !== null && (
          <p className="danger-text" role="alert">
            {error}
          </p>
        )}
        {preview === null && error === null && <Waiting lines={2} />}
        {preview !== null && <p className="strong">{t('conf.roll.back', { count })}</p>}
        {preview !== null && preview.kept.length > 0 && (
          <>
            <p>{t('conf.roll.kept')}</p>
            <ul className="lines">
              {preview.kept.map((one) => (
                <li key={`${one.entity} ${one.id}`} className="small">
                  {t('conf.roll.keptOne', { title: one.title ?? one.entity, reason: one.reason })}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Dialog>
  );
}
