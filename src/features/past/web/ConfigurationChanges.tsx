// What became of the configuration since a moment - roles, settings, fields, objects - and bringing pieces of it back, after a look at what differs.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call } from '../../../web/call.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { pathAt, sayMoment } from '../../../web/past/moment.ts';
import { useConfigurationSince } from '../../../web/past/use-past.ts';
import { t } from '../../../web/past/words.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { may, useMe } from '../../../web/session.ts';
import { offerUndo } from '../../../web/undo.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { ConfigurationRestoredView, ThingView } from '../contract.ts';

const keyOf = ({ kind, id }: ThingView): string => `${kind} ${id}`;

export function ConfigurationChanges({ at }: { at: string }): ReactElement | null {
  const me = useMe();
  const found = useConfigurationSince(at);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<readonly ThingView[] | null>(null);
  if (!may(me, 'admin.history') && !may(me, 'admin.shape')) return null;
  const things = found.data?.things ?? [];
  const possible = things.filter((thing) => thing.reason === null);
  const choose = (keys: readonly string[], on: boolean) => {
    const next = new Set(chosen);
    for (const key of keys)
      if (on) next.add(key);
      else next.delete(key);
    setChosen(next);
  };
  const all = possible.length > 0 && possible.every((thing) => chosen.has(keyOf(thing)));
  return (
    <section className="stack" aria-label={t('past.conf')}>
      <h2>{t('past.conf')}</h2>
      <p className="muted prose">{t('past.confHelp')}</p>
      {found.isError ? (
        <Failure error={found.error} onRetry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        <Waiting lines={3} />
      ) : (
        <>
          {found.data.gaps.length > 0 && (
            <p className="small muted" role="note">
              {t('past.gaps')}: {found.data.gaps.join(' ')}
            </p>
          )}
          {things.length === 0 && <p className="muted">{t('past.confSame')}</p>}
          {possible.length > 1 && (
            <div className="row wrap">
              <label className="row grow">
                <Checkbox
                  checked={all}
                  indeterminate={!all && possible.some((thing) => chosen.has(keyOf(thing)))}
                  onChange={(e) => choose(possible.map(keyOf), e.target.checked)}
                />
                {t('past.confChooseAll')}
              </label>
              <Button
                small
                disabled={chosen.size === 0}
                onClick={() => setAsking(possible.filter((thing) => chosen.has(keyOf(thing))))}
              >
                {t('past.confBack')}
              </Button>
            </div>
          )}
          <ul className="past-model">
            {things.map((thing) => (
              <Line
                key={keyOf(thing)}
                at={at}
                thing={thing}
                chosen={chosen.has(keyOf(thing))}
                onChoose={(on) => choose([keyOf(thing)], on)}
                onBack={() => setAsking([thing])}
              />
            ))}
          </ul>
        </>
      )}
      {may(me, 'admin.history') && (
        <p>
          <Link href="/configuration">{t('past.confHistory')}</Link>
        </p>
      )}
      {asking !== null && (
        <BackDialog
          at={at}
          things={asking}
          onClose={() => setAsking(null)}
          onDone={() => {
            setAsking(null);
            setChosen(new Set());
          }}
        />
      )}
    </section>
  );
}

function useSaid(): (thing: ThingView) => string {
  const { byName } = useCatalog();
  return ({ kind, entity, title }) => {
    const name = label(title ?? '');
    if (kind === 'other') return name;
    const of = entity === null ? '' : label(byName.get(entity)?.labelPlural ?? '');
    return `${kind === 'field' ? t('past.is.field', { of }) : t(`past.is.${kind}`)}: ${name}`;
  };
}

interface LineProps {
  at: string;
  thing: ThingView;
  chosen: boolean;
  onChoose: (on: boolean) => void;
  onBack: () => void;
}

function Line({ at, thing, chosen, onChoose, onBack }: LineProps): ReactElement {
  const said = useSaid()(thing);
  const { kind, did, reason, differences, entity } = thing;
  return (
    <li>
      {reason === null && (
        <Checkbox
          aria-label={t('past.confChoose', { name: said })}
          checked={chosen}
          onChange={(e) => onChoose(e.target.checked)}
        />
      )}
      <span className="strong">{said}</span>
      <span className="muted grow">{kind === 'other' ? t('past.is.other') : t(`past.did.${did}`)}</span>
      {kind === 'object' && did === 'removed' && (
        <Link href={pathAt(at, `/objects/${entity}`)} className="btn btn-plain btn-small">
          {t('past.lists')}
        </Link>
      )}
      {reason === null && (
        <Button small aria-label={`${t('past.confBackOne')}: ${said}`} onClick={onBack}>
          {t('past.confBackOne')}
        </Button>
      )}
      {reason !== null && kind !== 'other' && <span className="small past-reason">{reason}</span>}
      {differences.length > 0 && (
        <details className="past-differs">
          <summary className="small">{t('past.confShow')}</summary>
          <Differing thing={thing} said={said} />
        </details>
      )}
    </li>
  );
}

function Differing({ thing, said }: { thing: ThingView; said: string }): ReactElement {
  return (
    <table className="values-table values-grid">
      <caption className="sr">{said}</caption>
      <thead>
        <tr>
          <th scope="col">{t('past.confWhat')}</th>
          <th scope="col">{t('past.confThen')}</th>
          <th scope="col">{t('past.confNow')}</th>
        </tr>
      </thead>
      <tbody>
        {thing.differences.map(({ name, before, after }) => (
          <tr key={name}>
            <th scope="row">{label(name)}</th>
            <td>{sayValue(before)}</td>
            <td>{sayValue(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function sayValue(value: unknown): string {
  if (value === undefined || value === null) return '–';
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}

interface BackDialogProps {
  at: string;
  things: readonly ThingView[];
  onClose: () => void;
  onDone: () => void;
}

function BackDialog({ at, things, onClose, onDone }: BackDialogProps): ReactElement {
  const client = useQueryClient();
  const say = useSaid();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const start = async () => {
    setBusy(true);
    setFailed(null);
    try {
      const body = { at, things: things.map(({ kind, id }) => ({ kind, id })) };
      const { data, operation } = await call<ConfigurationRestoredView>('POST', '/past/configuration/restore', {
        body,
      });
      if (!tellWaiting(data)) {
        const { back, kept } = data;
        const text = t('past.confDone', { count: back, kept: kept.length, reason: kept[0]?.reason ?? '' });
        offerUndo(client, text, back === 0 ? null : operation);
        await client.invalidateQueries();
      }
      onDone();
    } catch (error) {
      setFailed(problemLine(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('past.confBackTitle')}
      description={t('past.backHelp', { when: sayMoment(at) })}
      foot={
        <Button variant="primary" busy={busy} onClick={() => void start()}>
          {t('past.confBackOne')}
        </Button>
      }
    >
      <div className="stack">
        <p>{t('past.confChosen', { count: things.length })}</p>
        {things.map((thing) => (
          <div key={keyOf(thing)} className="stack tight">
            <p className="strong">
              {say(thing)}, {t(`past.did.${thing.did}`)}
            </p>
            {thing.differences.length > 0 && <Differing thing={thing} said={say(thing)} />}
          </div>
        ))}
        {failed !== null && (
          <p className="form-error" role="alert">
            {failed}
          </p>
        )}
      </div>
    </Dialog>
  );
}
