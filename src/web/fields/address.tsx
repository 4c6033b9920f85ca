// A postal address in its parts; the country is chosen by name and kept as its code.
import { type ReactElement, useId } from 'react';
import type { Address } from '../../contract/field.ts';
import { countries } from '../countries.ts';
import { countryName } from '../format.ts';
import { t } from '../i18n/i18n.ts';
import { TextInput } from '../kit/TextInput.tsx';
import { type EditProps, type ReadProps, fieldUi } from './field-ui.ts';

/** A preview of an import may hold some of the parts only. */
function lines(a: Partial<Address>): string[] {
  const town = [a.postalCode, a.city].filter(Boolean).join(' ');
  const country = a.country === null || a.country === undefined ? null : countryName(a.country);
  return [a.street, town, a.region, country].filter((l): l is string => typeof l === 'string' && l !== '');
}

function AddressRead({ value, place }: ReadProps<Address>): ReactElement {
  const all = lines(value);
  if (place === 'cell') return <span className="ellipsis">{all.join(', ')}</span>;
  return (
    <address>
      {all.map((line) => (
        <span key={line} className="block">
          {line}
        </span>
      ))}
    </address>
  );
}

const nothing: Address = { street: null, postalCode: null, city: null, region: null, country: null };
const parts = [
  ['street', 'address.street'],
  ['postalCode', 'address.postalCode'],
  ['city', 'address.city'],
  ['region', 'address.region'],
] as const;

function AddressEdit({ value, onChange, autoFocus, onKeyDown }: EditProps<Address>): ReactElement {
  const id = useId();
  const now = value ?? nothing;
  const put = (part: keyof Address, typed: string) => {
    const next = { ...now, [part]: typed === '' ? null : typed };
    onChange(Object.values(next).every((v) => v === null) ? null : next);
  };
  return (
    <div className="address-edit">
      {parts.map(([part, key], n) => (
        <div key={part} className={`address-${part}`}>
          <label className="part-label" htmlFor={`${id}-${part}`}>
            {t(key)}
          </label>
          <TextInput
            id={`${id}-${part}`}
            autoFocus={autoFocus === true && n === 0}
            value={now[part] ?? ''}
            onChange={(e) => put(part, e.target.value)}
            onKeyDown={onKeyDown}
          />
        </div>
      ))}
      <div className="address-country">
        <label className="part-label" htmlFor={`${id}-country`}>
          {t('address.country')}
        </label>
        <select
          id={`${id}-country`}
          className="input native"
          value={now.country ?? ''}
          onChange={(e) => put('country', e.target.value)}
          onKeyDown={onKeyDown}
        >
          <option value="">{t('address.noCountry')}</option>
          {countries().map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

export const address = fieldUi('address', {
  Read: AddressRead,
  Edit: AddressEdit,
  say: (value) => lines(value).join(', '),
  inline: 'popup',
  width: 220,
});
