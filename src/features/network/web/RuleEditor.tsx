// One rule in hand: what it says, what the whole set would then have done in the last 30 days, and the ways on: save, try, only report.
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { call, reasonFor } from '../../../web/call.ts';
import { companyZone } from '../../../web/format.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { DateInput } from '../../../web/kit/DateInput.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextArea, TextInput } from '../../../web/kit/TextInput.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import type { NetworkView } from '../contract.ts';
import { Audience } from './Audience.tsx';
import { WouldChange, useTrialRun } from './WouldChange.tsx';
import { type Draft, isWhole, ruleOf, setWith } from './network-set.ts';
import { useSend } from './use-send.ts';
import { t } from './words.ts';

const trialMinutes = 10;

export interface EditorProps {
  view: NetworkView;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  onClose: () => void;
}

export function RuleEditor({ view, draft, onDraft, onClose }: EditorProps): ReactElement {
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const title = useRef<HTMLHeadingElement>(null);
  const send = useSend();
  const set = setWith(view, ruleOf(draft));
  const run = useTrialRun(isWhole(draft) ? set : null);
  const at = draft.id === null ? set.rules.length - 1 : set.rules.findIndex(({ id }) => id === draft.id);
  const failed = state.error ?? run.error;
  const wrong = (field: string): string | null => reasonFor(failed, `rules.${at}.${field}`);
  // Newer browsers answer a promise, which is no way to end an effect.
  useEffect(() => {
    title.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const put = (change: Partial<Draft>) => {
    setState({ busy: false, error: null });
    onDraft({ ...draft, ...change });
  };
  const act = async (ask: () => Promise<{ data: unknown }>, said: string) => {
    if (state.busy) return;
    setState({ busy: true, error: null });
    try {
      await send(ask, said);
      onClose();
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  const save = (report: boolean) =>
    act(() => call('PUT', '/network', { body: setWith(view, { ...ruleOf(draft), report }) }), t('network.saved'));
  const lockedOut = run.data !== undefined && run.data.lockOut !== null;
  const ready = isWhole(draft) && run.data !== undefined && !run.isStale;
  return (
    <section className="network-editor" aria-labelledby="network-editing">
      <h2 id="network-editing" ref={title}>
        {draft.id === null ? t('network.new') : t('network.editing', { name: draft.name })}
      </h2>
      <form
        className="network-form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          if (ready && !lockedOut) void save(draft.report);
        }}
      >
        <Parts draft={draft} view={view} put={put} wrong={wrong} />
        {state.error !== null && wrong('name') === null && wrong('addresses') === null && (
          <div className="banner banner-danger network-wide" role="alert">
            {problemLine(state.error)}
          </div>
        )}
        <div className="network-wide">
          <WouldChange run={run} draft={draft} onDraft={onDraft} />
        </div>
        <div className="row wrap network-wide">
          <Button variant="primary" type="submit" busy={state.busy} disabled={!ready || lockedOut}>
            {t('network.save')}
          </Button>
          <Button
            disabled={!ready}
            onClick={() =>
              void act(
                () => call('POST', '/network/trial', { body: { ...set, minutes: trialMinutes } }),
                t('network.trialStarted'),
              )
            }
          >
            {t('network.try')}
          </Button>
          {!draft.report && (
            <Button disabled={!ready} onClick={() => void save(true)}>
              {t('network.report.save')}
            </Button>
          )}
          <Button variant="quiet" onClick={onClose}>
            {t('network.cancel')}
          </Button>
          <span className="grow" />
          {draft.id !== null && (
            <Button
              variant="danger"
              onClick={() =>
                void act(() => call('PUT', '/network', { body: setWith(view, null, draft.id) }), t('network.deleted'))
              }
            >
              {t('network.delete')}
            </Button>
          )}
        </div>
      </form>
    </section>
  );
}

interface PartsProps {
  draft: Draft;
  view: NetworkView;
  put: (change: Partial<Draft>) => void;
  wrong: (field: string) => string | null;
}

function Parts({ draft, view, put, wrong }: PartsProps): ReactElement {
  return (
    <>
      <FormField label={t('network.name')} required error={wrong('name')}>
        {(control) => (
          <TextInput
            {...control}
            autoFocus
            maxLength={80}
            value={draft.name}
            onChange={(e) => put({ name: e.target.value })}
          />
        )}
      </FormField>
      <FormField label={t('network.effect')} help={t(`network.effect.${draft.effect}.help`)}>
        {(control) => (
          <Select
            control={control}
            label={t('network.effect')}
            value={draft.effect}
            items={(['allow', 'only', 'deny'] as const).map((one) => ({
              value: one,
              label: t(`network.effect.${one}`),
            }))}
            onChange={(effect) => put({ effect: effect as Draft['effect'] })}
          />
        )}
      </FormField>
      <FormField label={t('network.addresses')} help={t('network.addressesHelp')} error={wrong('addresses')}>
        {(control) => (
          <TextArea
            {...control}
            className="mono"
            spellCheck={false}
            value={draft.addresses}
            onChange={(e) => put({ addresses: e.target.value })}
          />
        )}
      </FormField>
      <Audience draft={draft} view={view} put={put} error={wrong('named')} />
      {view.countries && (
        <FormField label={t('network.countries')} help={t('network.countriesHelp')} error={wrong('countries')}>
          {(control) => (
            <TextInput {...control} value={draft.countries} onChange={(e) => put({ countries: e.target.value })} />
          )}
        </FormField>
      )}
      <FormField label={t('network.from')} error={wrong('from')}>
        {(control) => (
          <DateInput
            control={control}
            label={t('network.from')}
            value={draft.from}
            onChange={(from) => put({ from })}
          />
        )}
      </FormField>
      <FormField label={t('network.to')} error={wrong('to')} help={t('network.zone', { zone: companyZone() })}>
        {(control) => (
          <DateInput control={control} label={t('network.to')} value={draft.to} onChange={(to) => put({ to })} />
        )}
      </FormField>
      <label className="role-choice network-wide" htmlFor="network-report">
        <Checkbox id="network-report" checked={draft.report} onChange={(e) => put({ report: e.target.checked })} />
        <span>{t('network.reportOnly')}</span>
      </label>
    </>
  );
}
