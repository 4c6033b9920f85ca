// Asks how the list is to be exported and why, follows the work, and offers the file.
import { useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import { Refusal } from '../../../web/kit/sending.tsx';
import { reasonFor } from '../../../web/call.ts';
import { currentRegion } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextArea } from '../../../web/kit/TextInput.tsx';
import type { UseName } from '../../../contract/uses.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { ShownList } from '../../../web/records/ListPage.tsx';
import type { CheckInput, CsvOptions, ExportFormat, ExportInput, ExportView } from '../contract.ts';
import { Allowed, mayStart, useExportCheck } from './Allowed.tsx';
import { ExportProgress } from './ExportProgress.tsx';
import { UseChoice } from './UseChoice.tsx';
import { fileAddress, isOver, startExport, useExport } from './use-export.ts';
import { t } from './words.ts';

interface Choice {
  readonly format: ExportFormat;
  readonly columns: 'view' | 'all';
  readonly ids: boolean;
  readonly delimiter: ',' | ';' | '\t';
  readonly decimal: '.' | ',';
  readonly use: UseName | null;
  readonly reason: string;
}

/** Where a comma stands before the decimals, programs expect semicolons between the columns. */
function usualChoice(): Choice {
  const comma = new Intl.NumberFormat(currentRegion().locale).format(1.5).includes(',');
  const csv = comma ? ({ delimiter: ';', decimal: ',' } as const) : ({ delimiter: ',', decimal: '.' } as const);
  return { format: 'csv', columns: 'view', ids: false, use: null, reason: '', ...csv };
}

export function ExportDialog({ list, onClose }: { list: ShownList; onClose: () => void }): ReactElement {
  const { entity } = list;
  const client = useQueryClient();
  const [choice, setChoice] = useState(usualChoice);
  const [state, setState] = useState<{ busy: boolean; error: unknown; id: string | null }>({
    busy: false,
    error: null,
    id: null,
  });
  const made = useExport(state.id);
  const check = useExportCheck(checkOf(list, choice.use));
  const allowed = check.data;
  // the one that was chosen, as long as it is one of those that may leave
  const format = allowed === undefined || allowed.formats.includes(choice.format) ? choice.format : allowed.formats[0];
  const chosen: Choice = { ...choice, format: format ?? choice.format };
  const ready = mayStart(allowed, choice.reason);
  const what = label(entity.labelPlural);
  const start = async () => {
    if (state.busy || !ready) return;
    setState({ busy: true, error: null, id: null });
    try {
      const { id } = await startExport(client, inputOf(list, chosen));
      setState({ busy: false, error: null, id });
    } catch (error) {
      setState({ busy: false, error, id: null });
    }
  };
  const view = made.data;
  const again = view !== undefined && isOver(view) && view.file === null;
  const general = state.error !== null && reasonFor(state.error, 'reason') === null ? problemLine(state.error) : null;
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={t('export.title', { what: what.toLocaleLowerCase() })}
      description={t('export.help', { what: list.count === '' ? what : list.count })}
      foot={
        <>
          <Link href="/exports" className="link-button" onClick={onClose}>
            {t('export.mine')}
          </Link>
          <span className="grow" />
          <Button onClick={onClose}>{t(state.id === null ? 'common.cancel' : 'common.close')}</Button>
          <Step
            view={state.id === null ? null : (view ?? null)}
            started={state.id !== null}
            busy={state.busy}
            ready={ready}
            onStart={() => void start()}
            onAgain={again ? () => setState({ busy: false, error: null, id: null }) : null}
          />
        </>
      }
    >
      {state.id === null ? (
        <form
          className="stack"
          onSubmit={(e) => {
            e.preventDefault();
            void start();
          }}
        >
          <Refusal why={general} />
          <Allowed check={allowed} error={check.error} />
          <Choices
            list={list}
            choice={chosen}
            formats={allowed?.formats ?? [chosen.format]}
            asks={allowed?.reason !== false}
            onChange={setChoice}
            error={reasonFor(state.error, 'reason')}
          />
        </form>
      ) : (
        <ExportProgress view={view ?? null} error={made.error} />
      )}
    </Dialog>
  );
}

interface StepProps {
  view: ExportView | null;
  started: boolean;
  busy: boolean;
  ready: boolean;
  onStart: () => void;
  onAgain: (() => void) | null;
}

/** The one thing to do next. */
function Step({ view, started, busy, ready, onStart, onAgain }: StepProps): ReactElement | null {
  if (!started)
    return (
      <Button variant="primary" busy={busy} disabled={!ready} onClick={onStart}>
        {t('export.start')}
      </Button>
    );
  if (view?.file !== null && view?.file !== undefined)
    return (
      <a className="btn btn-primary" href={fileAddress(view.id)} download>
        <Download className="icon" aria-hidden />
        {t('export.download')}
      </a>
    );
  return onAgain === null ? null : (
    <Button variant="primary" onClick={onAgain}>
      {t('export.again')}
    </Button>
  );
}

interface ChoicesProps {
  list: ShownList;
  choice: Choice;
  formats: readonly ExportFormat[];
  /** whether a reason has to be given */
  asks: boolean;
  onChange: (next: Choice) => void;
  error: string | null;
}

function Choices({ list, choice, formats, asks, onChange, error }: ChoicesProps): ReactElement {
  const set = (change: Partial<Choice>) => onChange({ ...choice, ...change });
  const all = allColumns(list);
  return (
    <>
      <FormField label={t('export.format')}>
        {(control) => (
          <Select
            control={control}
            label={t('export.format')}
            value={choice.format}
            items={formats.map((value) => ({ value, label: t(value === 'csv' ? 'export.asCsv' : 'export.asXlsx') }))}
            onChange={(format) => set({ format: format as ExportFormat })}
          />
        )}
      </FormField>
      <FormField label={t('export.columns')}>
        {(control) => (
          <Select
            control={control}
            label={t('export.columns')}
            value={choice.columns}
            items={[
              { value: 'view', label: t('export.columnsView', { count: list.columns.length }) },
              { value: 'all', label: t('export.columnsAll', { count: all.length }) },
            ]}
            onChange={(columns) => set({ columns: columns as Choice['columns'] })}
          />
        )}
      </FormField>
      {choice.format === 'csv' && <CsvChoices choice={choice} set={set} />}
      <label className="row">
        <Checkbox checked={choice.ids} onChange={(e) => set({ ids: e.target.checked })} />
        <span>{t('export.ids')}</span>
      </label>
      <UseChoice list={list} use={choice.use} onChange={(use) => set({ use })} />
      <FormField
        label={t('export.reason')}
        help={t(asks ? 'export.reasonHelp' : 'export.reasonFree')}
        required={asks}
        error={error}
      >
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            maxLength={500}
            value={choice.reason}
            onChange={(e) => set({ reason: e.target.value })}
          />
        )}
      </FormField>
    </>
  );
}

function CsvChoices({ choice, set }: { choice: Choice; set: (change: Partial<Choice>) => void }): ReactElement {
  return (
    <div className="row">
      <FormField label={t('export.delimiter')} className="grow">
        {(control) => (
          <Select
            control={control}
            label={t('export.delimiter')}
            value={choice.delimiter}
            items={[
              { value: ',', label: t('export.comma') },
              { value: ';', label: t('export.semicolon') },
              { value: '\t', label: t('export.tab') },
            ]}
            onChange={(delimiter) => set({ delimiter: delimiter as Choice['delimiter'] })}
          />
        )}
      </FormField>
      <FormField label={t('export.decimal')} className="grow">
        {(control) => (
          <Select
            control={control}
            label={t('export.decimal')}
            value={choice.decimal}
            items={[
              { value: '.', label: t('export.decimal.point') },
              { value: ',', label: t('export.decimal.comma') },
            ]}
            onChange={(decimal) => set({ decimal: decimal as Choice['decimal'] })}
          />
        )}
      </FormField>
    </div>
  );
}

/** The view's columns first, then what it leaves out. */
function allColumns({ entity, columns }: ShownList): readonly string[] {
  const shown = columns.flatMap((name) => (name === 'title' ? entity.title : [name]));
  return [...new Set([...shown, ...entity.fields.map((f) => f.name)])];
}

/** The list as the server counts it. */
function checkOf({ entity, params }: ShownList, use: UseName | null): CheckInput {
  const { filter, search, archived } = params;
  return {
    entity: entity.name,
    ...(use === null ? {} : { use }),
    ...(filter === null || filter === undefined ? {} : { filter: JSON.stringify(filter) }),
    ...(search === undefined || search === '' ? {} : { search }),
    ...(archived === undefined ? {} : { archived }),
  };
}

function inputOf(list: ShownList, choice: Choice): ExportInput {
  const { sort } = list.params;
  const csv: CsvOptions = { delimiter: choice.delimiter, decimal: choice.decimal };
  return {
    ...checkOf(list, choice.use),
    format: choice.format,
    columns: [...(choice.columns === 'all' ? allColumns(list) : list.columns)],
    ...(choice.reason.trim() === '' ? {} : { reason: choice.reason.trim() }),
    ids: choice.ids,
    ...(sort === undefined ? {} : { sort }),
    ...(choice.format === 'csv' ? { csv } : {}),
  };
}
