// Changes the kind of a field: every value is tried first, what does not fit is shown, and nothing is emptied that was not said to be.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Refusal } from '../../../web/kit/sending.tsx';
import type { FieldKind } from '../../../contract/field.ts';
import { retypesTo, takes } from '../../../contract/own-field.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { useRested } from '../../../web/fields/use-found.ts';
import { formatNumber } from '../../../web/format.ts';
import { t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Waiting } from '../../../web/kit/States.tsx';
import type { FieldView, RetypeView } from '../contract.ts';
import { type OptionDraft, newOption } from './field-draft.ts';
import { kindName } from './kinds.ts';
import { OptionsEditor } from './OptionsEditor.tsx';
import { sayDone, useChange } from './use-shape.ts';
import { t } from './words.ts';

export function RetypeDialog({ field, onClose }: { field: FieldView; onClose: () => void }): ReactElement {
  const change = useChange();
  const open = field.protected ? [] : (retypesTo[field.kind] ?? []);
  const [kind, setKind] = useState<FieldKind | null>(null);
  const [options, setOptions] = useState<readonly OptionDraft[]>([newOption(), newOption()]);
  const [emptied, setEmptied] = useState(false);
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const needsOptions = kind !== null && takes(kind, 'options') && field.options === null;
  const named = options.map((o) => o.label.trim()).filter((text) => text !== '');
  const rested = useRested(named.join('\n'), 400);
  const wish = { kind, ...(needsOptions ? { options: rested.split('\n').map((text) => ({ label: text })) } : {}) };
  const trial = useQuery({
    queryKey: ['shape', 'retype', field.own, wish],
    queryFn: async ({ signal }) =>
      (
        await call<RetypeView>('POST', `/shape/fields/${field.own}/retype`, {
          body: { ...wish, dryRun: true },
          signal,
        })
      ).data,
    enabled: kind !== null && (!needsOptions || rested !== ''),
    staleTime: 0,
    gcTime: 0,
  });
  const ready = trial.isSuccess && !trial.isFetching && (trial.data.unfit === 0 || emptied);
  const save = async () => {
    if (state.busy || !ready || kind === null) return;
    setState({ busy: true, error: null });
    try {
      const done = await change<RetypeView>('POST', `/fields/${field.own}/retype`, {
        ...wish,
        dryRun: false,
        emptyUnfit: emptied,
      });
      onClose();
      sayDone(t('shape.retypeDone', { name: field.label, count: done.fit }));
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  const back = kind !== null && retypesTo[kind]?.includes(field.kind) === true;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('shape.retypeTitle', { name: field.label })}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{shared('common.cancel')}</Button>
          <Button variant="primary" busy={state.busy} disabled={!ready} onClick={() => void save()}>
            {t('shape.retype')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <Refusal why={state.error} />
        <p className="muted">{open.length === 0 ? t('shape.retypeNoWay') : t('shape.retypeLoses')}</p>
        {open.length > 0 && (
          <FormField label={t('shape.retypeTo')} required>
            {(control) => (
              <Select
                control={control}
                label={t('shape.retypeTo')}
                value={kind}
                items={open.map((k) => ({ value: k, label: kindName(k) }))}
                onChange={(next) => {
                  setKind(next as FieldKind | null);
                  setEmptied(false);
                  setState({ busy: false, error: null });
                }}
              />
            )}
          </FormField>
        )}
        {needsOptions && (
          <>
            <p className="small muted">{t('shape.retypeOptions')}</p>
            <OptionsEditor options={options} error={reasonFor(trial.error, 'options')} onChange={setOptions} />
          </>
        )}
        {trial.isError && reasonFor(trial.error, 'options') === null && <Refusal why={trial.error} />}
        {trial.isFetching && !trial.isSuccess && <Waiting lines={2} />}
        {trial.isSuccess && (
          <Trial result={trial.data} emptied={emptied} onEmptied={setEmptied}>
            <p className="small muted">
              {back ? t('shape.retypeWayBack', { kind: kindName(field.kind) }) : t('shape.retypeWayBackNone')}
            </p>
          </Trial>
        )}
      </div>
    </Dialog>
  );
}

interface TrialProps {
  result: RetypeView;
  emptied: boolean;
  onEmptied: (emptied: boolean) => void;
  children: ReactElement;
}

/** What came of trying every value. */
function Trial({ result: { fit, unfit, samples }, emptied, onEmptied, children }: TrialProps): ReactElement {
  return (
    <section className="stack tight shape-trial" aria-live="polite">
      <p className="strong">{fit + unfit === 0 ? t('shape.retypeNone') : t('shape.retypeFit', { count: fit })}</p>
      {unfit > 0 && (
        <>
          <p className="form-error">
            {t(samples.length === 0 ? 'shape.retypeUnfitUnseen' : 'shape.retypeUnfit', { count: unfit })}
          </p>
          {samples.length > 0 && (
            <ul className="shape-samples">
              {samples.map((text, n) => (
                // the same value may come twice
                // oxlint-disable-next-line react/no-array-index-key
                <li key={n} className="mono prewrap">
                  {text}
                </li>
              ))}
              {unfit > samples.length && (
                <li className="small muted">
                  {t('shape.retypeMore', { count: formatNumber(unfit - samples.length) })}
                </li>
              )}
            </ul>
          )}
          <label className="row">
            <Checkbox checked={emptied} onChange={(e) => onEmptied(e.target.checked)} />
            {t('shape.retypeEmpty', { count: unfit })}
          </label>
        </>
      )}
      {children}
    </section>
  );
}
