// Runs an action with the session of this window. What changes something is asked about once more, by name.
import { useQueryClient } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { apiBase } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextArea, TextInput } from '../../../web/kit/TextInput.tsx';
import { useMe } from '../../../web/session.ts';
import { offerUndo } from '../../../web/undo.ts';
import { type ApiAction, type ApiField, changes } from './api-document.ts';
import { type Filled, addressOf, bodyTrouble, missingOf, takesVersion } from './api-request.ts';
import { type Outcome, runAction } from './api-run.ts';
import { RunAnswer } from './RunAnswer.tsx';
import { t } from './words.ts';

export interface TryItProps {
  action: ApiAction;
  filled: Filled;
  onFilled: (next: Filled) => void;
}

export function TryIt({ action, filled, onFilled }: TryItProps): ReactElement {
  const client = useQueryClient();
  const vault = useMe().tenant.name;
  const [file, setFile] = useState<Blob | null>(null);
  const [pressed, setPressed] = useState(false);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | 'unreachable' | null>(null);
  if (action.answers === 'stream')
    return (
      <section className="api-try" aria-label={t('api.try')}>
        <h3>{t('api.try')}</h3>
        <p className="muted prose">{t('api.stream')}</p>
      </section>
    );
  const missing = missingOf(action, filled);
  const trouble = bodyTrouble(action, filled);
  const noFile = action.takes === 'file' && file === null;
  const ready = missing.length === 0 && trouble === null && !noFile;
  const run = async () => {
    setAsking(false);
    setBusy(true);
    try {
      const done = await runAction(action, filled, file);
      setOutcome(done);
      if (changes(action) && done.status < 300) {
        if (done.operation !== null) offerUndo(client, t('api.undone', { name: action.name }), done.operation);
        void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'openapi' });
      }
    } catch {
      setOutcome('unreachable');
    }
    setBusy(false);
  };
  const press = () => {
    setPressed(true);
    if (!ready) return;
    if (changes(action)) setAsking(true);
    else void run();
  };
  const set = (name: string, value: string) => onFilled({ ...filled, values: { ...filled.values, [name]: value } });
  return (
    <section className="api-try" aria-label={t('api.try')}>
      <h3>{t('api.try')}</h3>
      <p className="small muted prose">
        {t('api.tryHelp', { vault })} {changes(action) && t('api.tryWrite')}
      </p>
      <form
        className="stack"
        autoComplete="off"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          press();
        }}
      >
        <div className="api-inputs">
          {action.fields
            .filter((f) => f.where !== 'body')
            .map((f) => (
              <Parameter
                key={f.name}
                field={f}
                value={filled.values[f.name] ?? ''}
                error={pressed && missing.includes(f.name) ? t('api.neededHere') : null}
                onChange={(value) => set(f.name, value)}
              />
            ))}
          {takesVersion(action) && (
            <FormField label={t('api.header.ifMatch')}>
              {(control) => (
                <TextInput
                  {...control}
                  value={filled.ifMatch}
                  onChange={(e) => onFilled({ ...filled, ifMatch: e.target.value })}
                />
              )}
            </FormField>
          )}
        </div>
        {action.takes === 'file' && (
          <FormField label={t('api.file.choose')} required error={pressed && noFile ? t('api.neededHere') : null}>
            {(control) => (
              <input
                {...control}
                type="file"
                className="input"
                onChange={(e) => setFile(e.target.files?.[0] ?? null)}
              />
            )}
          </FormField>
        )}
        {action.takes === 'json' && action.body !== null && (
          <FormField
            label={t('api.body')}
            error={pressed && trouble !== null ? t('api.body.notJson', { reason: trouble }) : null}
          >
            {(control) => (
              <TextArea
                {...control}
                className="api-json"
                rows={Math.min(16, Math.max(4, filled.body.split('\n').length + 1))}
                spellCheck={false}
                value={filled.body}
                onChange={(e) => onFilled({ ...filled, body: e.target.value })}
              />
            )}
          </FormField>
        )}
        <div className="row">
          <Button variant="primary" icon={Play} busy={busy} type="submit">
            {t('api.run')}
          </Button>
          {busy && (
            <span className="muted" role="status">
              {t('api.running')}
            </span>
          )}
        </div>
      </form>
      {outcome === 'unreachable' ? (
        <p role="alert" className="banner banner-danger">
          {t('api.unreachable')}
        </p>
      ) : (
        outcome !== null && <RunAnswer outcome={outcome} />
      )}
      {asking && (
        <Dialog
          open
          size="small"
          onClose={() => setAsking(false)}
          title={t('api.confirm.title', { name: action.name })}
          description={t('api.confirm.change', { summary: action.summary, vault })}
          foot={
            <>
              <span className="grow" />
              <Button onClick={() => setAsking(false)}>{t('common.cancel')}</Button>
              <Button variant={action.method === 'DELETE' ? 'danger' : 'primary'} onClick={() => void run()}>
                {t('api.confirm.do')}
              </Button>
            </>
          }
        >
          <p className="api-address">
            <span className={`api-method api-${action.method.toLowerCase()}`}>{action.method}</span>
            <code>{apiBase + addressOf(action, filled)}</code>
          </p>
          {action.takes === 'json' && filled.body.trim() !== '' && (
            <>
              <p className="small muted">{t('api.confirm.body')}</p>
              {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
              <pre className="api-pre" tabIndex={0} role="region" aria-label={t('api.body')}>
                {filled.body}
              </pre>
            </>
          )}
        </Dialog>
      )}
    </section>
  );
}

interface ParameterProps {
  field: ApiField;
  value: string;
  error: string | null;
  onChange: (value: string) => void;
}

function Parameter({ field, value, error, onChange }: ParameterProps): ReactElement {
  const choices = field.schema.enum?.map(String);
  return (
    <FormField label={field.name} required={field.required} error={error}>
      {(control) =>
        choices === undefined ? (
          <TextInput {...control} spellCheck={false} value={value} onChange={(e) => onChange(e.target.value)} />
        ) : (
          <Select
            control={control}
            label={field.name}
            value={value === '' ? null : value}
            placeholder={t('api.nothing')}
            clearable={!field.required}
            items={choices.map((c) => ({ value: c, label: c }))}
            onChange={(next) => onChange(next ?? '')}
          />
        )
      }
    </FormField>
  );
}
