// Presets: what one would change, setting by setting, what people would notice, and applying it as one operation.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import { Refusal } from '../../../web/kit/sending.tsx';
import type { AnswerOf } from '../../../contract/action.ts';
import { type PresetName, presetAreas, presetNames } from '../../../contract/security-preset.ts';
import { isSecurityClass, securityClasses } from '../../../contract/security-change.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { offerUndo } from '../../../web/undo.ts';
import type { PresetPreview, applyPreset } from '../contract.ts';
import './presets.css';
import { nameOf, noticeOf, sayValue } from './values.ts';
import { t } from './words.ts';

const key = (preset: PresetName) => ['security-presets', preset] as const;

export function PresetsPage(): ReactElement {
  const [preset, setPreset] = useState<PresetName>('bank');
  const preview = useQuery({
    queryKey: key(preset),
    queryFn: async ({ signal }) => (await call<PresetPreview>('GET', `/security-presets/${preset}`, { signal })).data,
  });
  usePageTitle(t('presets.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('presets.title')}</h1>
      </header>
      <div className="presets stack">
        <p className="muted prose">{t('presets.help')}</p>
        <FormField label={t('presets.choose')} className="narrow">
          {(control) => (
            <Select
              control={control}
              label={t('presets.choose')}
              value={preset}
              items={presetNames.map((value) => ({ value, label: t(`presets.${value}`) }))}
              onChange={(value) => setPreset(value as PresetName)}
            />
          )}
        </FormField>
        {preview.isError && <Failure error={preview.error} onRetry={() => void preview.refetch()} />}
        {preview.isPending && <Waiting lines={12} />}
        {preview.data !== undefined && <Difference key={preview.data.basis} preview={preview.data} />}
      </div>
    </div>
  );
}

function Difference({ preview }: { preview: PresetPreview }): ReactElement {
  const client = useQueryClient();
  const [state, setState] = useState<{ busy: boolean; error: string | null }>({ busy: false, error: null });
  const differing = preview.rows.filter((row) => !row.same);
  const apply = async () => {
    if (state.busy) return;
    setState({ busy: true, error: null });
    try {
      const { data, operation } = await call<AnswerOf<typeof applyPreset>>(
        'POST',
        `/security-presets/${preview.preset}`,
        {
          body: { basis: preview.basis },
        },
      );
      setState({ busy: false, error: null });
      if (!tellWaiting(data)) offerUndo(client, t('presets.applied', { count: data.changed }), operation);
      await client.invalidateQueries();
    } catch (error) {
      setState({ busy: false, error: problemLine(error) });
      await client.invalidateQueries({ queryKey: key(preview.preset) });
    }
  };
  if (differing.length === 0)
    return (
      <Empty title={t('presets.nothing')}>
        <Hints preview={preview} />
      </Empty>
    );
  return (
    <>
      <Table preview={preview} rows={differing} />
      <p className="small muted">
        {t('presets.same', { count: preview.rows.length - differing.length })} {t('presets.stays')}
      </p>
      <Hints preview={preview} />
      <Refusal why={state.error} />
      <div className="row wrap">
        <Button variant="primary" busy={state.busy} onClick={() => void apply()}>
          {t('presets.apply')}
        </Button>
        {preview.needs !== null && <span className="small brass-text">{t('presets.waits')}</span>}
      </div>
    </>
  );
}

const className = (name: string): string => {
  const said: string = isSecurityClass(name) ? securityClasses[name] : name;
  return (said.split(':')[0] ?? said).replace(/\.$/, '');
};

function Table({ preview, rows }: { preview: PresetPreview; rows: PresetPreview['rows'] }): ReactElement {
  return (
    <table className="table presets-table">
      <thead>
        <tr>
          <th scope="col">{t('presets.setting')}</th>
          <th scope="col">{t('presets.now')}</th>
          <th scope="col">{t('presets.then')}</th>
          <th scope="col">{t('presets.notice')}</th>
        </tr>
      </thead>
      {presetAreas
        .filter((area) => rows.some((row) => row.area === area))
        .map((area) => (
          <tbody key={area}>
            <tr>
              <th scope="rowgroup" colSpan={4} className="presets-area">
                {t(`presets.area.${area}`)}
              </th>
            </tr>
            {rows
              .filter((row) => row.area === area)
              .map((row) => (
                <tr key={row.setting}>
                  <th scope="row">{nameOf(row)}</th>
                  <td data-label={t('presets.now')}>{sayValue(row, row.now, className)}</td>
                  <td data-label={t('presets.then')} className="strong">
                    {sayValue(row, row.next, className)}
                  </td>
                  <td data-label={t('presets.notice')} className="muted">
                    {noticeOf(row, preview.facts)}
                  </td>
                </tr>
              ))}
          </tbody>
        ))}
    </table>
  );
}

/** What no preset can know. */
function Hints({ preview: { facts, preset, rows } }: { preview: PresetPreview }): ReactElement {
  const hours = rows.find((row) => row.area === 'approvals' && row.setting === 'delayHours')?.next;
  return (
    <ul className="presets-hints small">
      {preset === 'bank' && facts.approvers === 0 && (
        <li className="brass-text">{t('presets.alone', { hours: String(hours) })}</li>
      )}
      {facts.networkRules === false && (
        <li>
          {t('presets.network')} <Link href="/networks">{t('presets.networkLink')}</Link>
        </li>
      )}
      {!facts.policy && (
        <li>
          {t('presets.policy')} <Link href="/security-policy">{t('presets.policyLink')}</Link>
        </li>
      )}
    </ul>
  );
}
