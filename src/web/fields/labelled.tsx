// Several e-mail addresses or phones, each with a label: the first is the one shown in lists.
import { Plus, X } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Labelled } from '../../contract/field.ts';
import { t } from '../i18n/i18n.ts';
import { Button, IconButton } from '../kit/Button.tsx';
import { Select } from '../kit/Select.tsx';
import { TextInput } from '../kit/TextInput.tsx';
import { type EditProps, type ReadProps, fieldUi } from './field-ui.ts';
import { MailLink, PhoneLink } from './text.tsx';

function read(Link: (props: { value: string }) => ReactElement) {
  return function LabelledRead({ value, place }: ReadProps<readonly Labelled[]>): ReactElement {
    if (place === 'cell') {
      return (
        <span className="ellipsis">
          {value[0]?.value}
          {value.length > 1 && <span className="muted"> +{value.length - 1}</span>}
        </span>
      );
    }
    return (
      <ul className="values">
        {value.map((v) => (
          <li key={v.value} className="row wrap">
            <Link value={v.value} />
            {v.label !== null && v.label !== '' && <span className="muted small">{labelName(v.label)}</span>}
          </li>
        ))}
      </ul>
    );
  };
}

const usualLabels = { work: 'label.work', home: 'label.home', mobile: 'label.mobile', other: 'label.other' } as const;

function labelName(label: string): string {
  return label in usualLabels ? t(usualLabels[label as keyof typeof usualLabels]) : label;
}

function edit(type: 'email' | 'tel') {
  return function LabelledEdit({
    field,
    value,
    onChange,
    control,
    autoFocus,
    onKeyDown,
  }: EditProps<readonly Labelled[]>): ReactElement {
    const rows = value === null || value.length === 0 ? [{ value: '', label: null }] : value;
    const put = (next: readonly Labelled[]) =>
      onChange(next.every((v) => v.value === '') ? (next.length > 1 ? next : null) : next);
    const labels = [
      ...new Set([...Object.keys(usualLabels), ...rows.flatMap((r) => (r.label === null ? [] : [r.label]))]),
    ];
    return (
      <div className="stack tight">
        {rows.map((row, n) => (
          // the place in the list is the identity of a line that is being typed
          // oxlint-disable-next-line react/no-array-index-key
          <div className="row labelled-row" key={n}>
            <TextInput
              {...(n === 0 ? control : {})}
              aria-label={n === 0 ? undefined : t('field.nth', { what: field.label, n: n + 1 })}
              inputMode={type}
              className="grow"
              autoFocus={autoFocus === true && n === 0}
              value={row.value}
              onChange={(e) => put(rows.map((r, i) => (i === n ? { ...r, value: e.target.value } : r)))}
              onKeyDown={onKeyDown}
            />
            <Select
              className="label-select"
              label={t('label.kindOf', { what: row.value === '' ? field.label : row.value })}
              placeholder={t('label.none')}
              value={row.label}
              onChange={(label) =>
                put(rows.map((r, i) => (i === n ? { ...r, label: label === '' ? null : label } : r)))
              }
              items={[
                { value: '', label: t('label.noKind') },
                ...labels.map((key) => ({ value: key, label: labelName(key) })),
              ]}
            />
            <IconButton
              icon={X}
              label={t('field.removeValue', { value: row.value === '' ? field.label : row.value })}
              disabled={rows.length === 1 && row.value === ''}
              onClick={() => put(rows.length === 1 ? [] : rows.filter((_, i) => i !== n))}
            />
          </div>
        ))}
        {rows.at(-1)?.value !== '' && rows.length < (field.max ?? 20) && (
          <div>
            <Button small variant="quiet" icon={Plus} onClick={() => put([...rows, { value: '', label: null }])}>
              {t('field.addAnother')}
            </Button>
          </div>
        )}
      </div>
    );
  };
}

const say = (value: readonly Labelled[]) =>
  value.map((v) => (v.label === null ? v.value : `${v.value} (${labelName(v.label)})`)).join(', ');

export const emails = fieldUi('emails', {
  Read: read(MailLink),
  Edit: edit('email'),
  say,
  inline: 'popup',
  width: 190,
});
export const phones = fieldUi('phones', { Read: read(PhoneLink), Edit: edit('tel'), say, inline: 'popup', width: 144 });
