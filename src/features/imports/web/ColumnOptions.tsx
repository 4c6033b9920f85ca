// The finer settings of a column: format of dates and numbers, label of several values, separators, cells that mean nothing, and aliases.
import { type ReactElement, useState } from 'react';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextArea, TextInput } from '../../../web/kit/TextInput.tsx';
import { type ColumnFormat, type ColumnSetting, type DateOrder, type Target } from '../../../contract/importing.ts';
import { type ColumnView, type ImportView } from '../contract.ts';
import { Choice } from './Choice.tsx';
import { LinkChoice } from './LinkChoice.tsx';
import { t } from './words.ts';

export interface ColumnOptionsProps {
  view: ImportView;
  column: ColumnView;
  target: Target;
  onChange: (setting: ColumnSetting) => void;
}

const dateOrders: readonly DateOrder[] = ['YMD', 'DMY', 'MDY', 'unix', 'excel'];
const separators = [',', ';', '|', '/', '\n'] as const;
const labels = ['work', 'home', 'mobile', 'other'] as const;

export function ColumnOptions({ view, column, target, onChange }: ColumnOptionsProps): ReactElement {
  const { setting } = column;
  const format = (change: Partial<ColumnFormat>) => onChange({ ...setting, format: { ...setting.format, ...change } });
  const dated = target.kind === 'date' || target.kind === 'dateTime';
  const numeric =
    target.kind === 'number' || target.kind === 'percent' || (target.kind === 'money' && target.part === 'amount');
  return (
    <div className="column-options">
      {dated && (
        <Choice
          label={t('import.dateOrder')}
          value={setting.format?.date ?? null}
          items={dateOrders.map((o) => [o, t(`import.date.${o}`)])}
          onChange={(date) => format({ date: date as DateOrder })}
        />
      )}
      {numeric && (
        <Choice
          label={t('import.decimal')}
          value={setting.format?.decimal ?? null}
          items={[
            ['.', t('import.decimal.point')],
            [',', t('import.decimal.comma')],
          ]}
          onChange={(decimal) => format({ decimal: decimal as '.' | ',' })}
        />
      )}
      {target.kind === 'money' && target.part === 'amount' && (
        <Typed
          label={t('import.currency')}
          help={t('import.currencyHelp')}
          value={setting.format?.currency ?? ''}
          onCommit={(currency) =>
            /^[A-Z]{3}$/.test(currency.toUpperCase()) && format({ currency: currency.toUpperCase() })
          }
        />
      )}
      {target.field === 'fullName' && (
        <Choice
          label={t('import.nameOrder')}
          value={setting.format?.name ?? 'given-first'}
          items={[
            ['given-first', t('import.name.given')],
            ['family-first', t('import.name.family')],
          ]}
          onChange={(name) => format({ name: name as 'given-first' | 'family-first' })}
        />
      )}
      {(target.kind === 'emails' || target.kind === 'phones') && (
        <Choice
          label={t('import.label')}
          value={setting.label ?? null}
          items={labels.map((l) => [l, t(`label.${l}`)])}
          onChange={(label) => onChange({ ...setting, label })}
        />
      )}
      {target.many && (
        <Choice
          label={t('import.separator')}
          value={setting.separator ?? ''}
          items={[
            ['', t('import.separator.none')],
            ...separators.map((s) => [s, t('import.separator.by', { sign: s === '\n' ? '↵' : s })] as const),
          ]}
          onChange={(separator) =>
            onChange({ ...setting, separator: separator === '' ? null : (separator as (typeof separators)[number]) })
          }
        />
      )}
      {target.links.length > 0 && (
        <LinkChoice target={target} link={setting.link ?? null} onChange={(link) => onChange({ ...setting, link })} />
      )}
      <Choice
        label={t('import.unfit')}
        value={setting.unfit ?? 'refuse'}
        items={[
          ['refuse', t('import.unfit.refuse')],
          ['empty', t('import.unfit.empty')],
        ]}
        onChange={(unfit) => onChange({ ...setting, unfit: unfit as 'refuse' | 'empty' })}
      />
      <Typed
        label={t('import.empties')}
        help={t('import.emptiesHelp')}
        value={(setting.empty ?? []).join(', ')}
        onCommit={(text) =>
          onChange({
            ...setting,
            empty: text
              .split(',')
              .map((w) => w.trim())
              .filter(Boolean),
          })
        }
      />
      <Typed
        label={t('import.aliases')}
        help={t('import.aliasesHelp')}
        area
        value={(setting.aliases ?? []).map((a) => `${a.from} -> ${a.to}`).join('\n')}
        onCommit={(text) => onChange({ ...setting, aliases: readAliases(text) })}
      />
      <p className="small muted">
        {t('import.guess', { kind: t(`import.guess.${column.guess}`), entity: view.entity ?? '' })}
      </p>
    </div>
  );
}

/** One alias a line, "GTXPro -> GTX Pro". */
function readAliases(text: string): { from: string; to: string }[] {
  return text.split('\n').flatMap((line) => {
    const [from, ...rest] = line.split(/\s*(?:->|→)\s*/);
    const to = rest.join(' ').trim();
    return from === undefined || from.trim() === '' || to === '' ? [] : [{ from: from.trim(), to }];
  });
}

interface TypedProps {
  label: string;
  help: string;
  value: string;
  area?: boolean;
  onCommit: (text: string) => void;
}

/** Sent when it is left, not at every letter. */
function Typed({ label, help, value, area, onCommit }: TypedProps): ReactElement {
  const [text, setText] = useState(value);
  const commit = () => {
    if (text !== value) onCommit(text);
  };
  return (
    <FormField label={label} help={help}>
      {(control) =>
        area === true ? (
          <TextArea {...control} value={text} onChange={(e) => setText(e.target.value)} onBlur={commit} />
        ) : (
          <TextInput {...control} value={text} onChange={(e) => setText(e.target.value)} onBlur={commit} />
        )
      }
    </FormField>
  );
}
