// Numbers, percentages and money: exact decimal strings, written and read the way the reader does.
import { type ReactElement, useEffect, useState } from 'react';
import type { Money } from '../../contract/field.ts';
import type { FieldInfo } from '../catalog.ts';
import { currentRegion, formatMoney, formatNumber, formatPercent, formatPlain } from '../format.ts';
import { t } from '../i18n/i18n.ts';
import { cx } from '../kit/class-names.ts';
import { TextInput } from '../kit/TextInput.tsx';
import { readNumber, writeNumber } from '../typed-number.ts';
import { type EditProps, type ReadProps, fieldUi } from './field-ui.ts';

/** A year is not grouped: 1994, never 1,994. */
function isYear(field: FieldInfo): boolean {
  return field.integer === true && (field.least ?? 0) >= 1000 && (field.most ?? Infinity) <= 9999;
}

function sayNumber(value: string, field: FieldInfo): string {
  return isYear(field) ? formatPlain(value) : formatNumber(value);
}

interface DecimalProps extends Omit<EditProps<string>, 'field'> {
  label?: string;
  className?: string;
}

/** Text that is kept as typed, and given on only while it reads as a number. */
export function DecimalInput({
  value,
  onChange,
  onUnclear,
  control,
  autoFocus,
  onKeyDown,
  bare,
  label,
  className,
}: DecimalProps): ReactElement {
  const { locale } = currentRegion();
  const [text, setText] = useState(value === null ? '' : writeNumber(value, locale));
  const [unclear, setUnclear] = useState(false);
  useEffect(() => {
    setText((typed) => {
      const read = readNumber(typed, locale);
      if (read === value || (value === null && typed.trim() !== '' && read === null)) return typed;
      return value === null ? '' : writeNumber(value, locale);
    });
  }, [value, locale]);
  return (
    <TextInput
      {...control}
      {...(label === undefined ? {} : { 'aria-label': label })}
      aria-invalid={unclear ? true : control?.['aria-invalid']}
      inputMode="decimal"
      autoFocus={autoFocus}
      className={cx('num', bare === true && 'input-bare', unclear && 'input-wrong', className)}
      value={text}
      onChange={(e) => {
        setText(e.target.value);
        const read = readNumber(e.target.value, locale);
        const bad = read === null && e.target.value.trim() !== '';
        setUnclear(bad);
        onUnclear?.(bad);
        if (read !== value) onChange(read);
      }}
      onKeyDown={onKeyDown}
    />
  );
}

function NumberEdit(props: EditProps<string>): ReactElement {
  return <DecimalInput {...props} />;
}

function NumberRead({ field, value }: ReadProps<string>): ReactElement {
  return <span className="num ellipsis">{sayNumber(value, field)}</span>;
}

function MoneyRead({ value }: ReadProps<Money>): ReactElement {
  return <span className="num ellipsis">{formatMoney(value)}</span>;
}

const common = ['EUR', 'USD', 'GBP', 'SEK', 'NOK', 'DKK', 'CHF', 'PLN', 'CZK', 'CAD', 'AUD', 'JPY', 'INR', 'CNY'];

function MoneyEdit({
  field,
  value,
  onChange,
  onUnclear,
  control,
  autoFocus,
  onKeyDown,
  bare,
}: EditProps<Money>): ReactElement {
  const [currency, setCurrency] = useState(value?.currency ?? currentRegion().currency);
  const currencies = [
    ...new Set([currency, currentRegion().currency, ...common, ...Intl.supportedValuesOf('currency')]),
  ];
  return (
    <div className={cx('row money-edit', bare === true && 'money-bare')}>
      <DecimalInput
        value={value?.amount ?? null}
        onChange={(amount) => onChange(amount === null ? null : { amount, currency })}
        className="grow"
        {...(onUnclear === undefined ? {} : { onUnclear })}
        {...(control === undefined ? {} : { control })}
        {...(autoFocus === undefined ? {} : { autoFocus })}
        {...(onKeyDown === undefined ? {} : { onKeyDown })}
        {...(bare === undefined ? {} : { bare })}
      />
      <select
        className={cx('input native', bare === true && 'input-bare')}
        aria-label={t('field.currencyOf', { what: field.label })}
        value={currency}
        onChange={(e) => {
          setCurrency(e.target.value);
          if (value !== null) onChange({ amount: value.amount, currency: e.target.value });
        }}
        onKeyDown={onKeyDown}
      >
        {currencies.map((c) => (
          <option key={c}>{c}</option>
        ))}
      </select>
    </div>
  );
}

export const number = fieldUi('number', {
  Read: NumberRead,
  Edit: NumberEdit,
  say: sayNumber,
  inline: 'cell',
  width: 110,
  align: 'end',
});
export const percent = fieldUi('percent', {
  Read: ({ value }) => <span className="num">{formatPercent(value)}</span>,
  Edit: NumberEdit,
  say: formatPercent,
  inline: 'cell',
  width: 100,
  align: 'end',
});
export const money = fieldUi('money', {
  Read: MoneyRead,
  Edit: MoneyEdit,
  say: formatMoney,
  inline: 'cell',
  width: 130,
  align: 'end',
});
