// Text of one line and of several, and web, mail and phone addresses.
import type { ReactElement } from 'react';
import { cx } from '../kit/class-names.ts';
import { TextArea, TextInput } from '../kit/TextInput.tsx';
import { type EditProps, type ReadProps, fieldUi } from './field-ui.ts';

export function PlainRead({ value, place }: ReadProps<string>): ReactElement {
  return <span className={place === 'cell' ? 'ellipsis' : 'prewrap'}>{value}</span>;
}

function edit(type: 'text' | 'url' | 'email' | 'tel') {
  return function TextEdit({
    field,
    value,
    onChange,
    control,
    autoFocus,
    onKeyDown,
    bare,
  }: EditProps<string>): ReactElement {
    return (
      <TextInput
        {...control}
        inputMode={type}
        spellCheck={type === 'text'}
        maxLength={field.max}
        autoFocus={autoFocus}
        className={cx(bare === true && 'input-bare')}
        value={value ?? ''}
        onChange={(e) => onChange(e.target.value === '' ? null : e.target.value)}
        onKeyDown={onKeyDown}
      />
    );
  };
}

function LongEdit({ field, value, onChange, control, autoFocus, onKeyDown }: EditProps<string>): ReactElement {
  return (
    <TextArea
      {...control}
      maxLength={field.max}
      autoFocus={autoFocus}
      value={value ?? ''}
      onChange={(e) => onChange(e.target.value === '' ? null : e.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}

/** Only web addresses become links; anything else stays text. */
function UrlRead({ value, place }: ReadProps<string>): ReactElement {
  if (place === 'cell' || !/^https?:\/\//i.test(value)) return <span className="ellipsis">{value}</span>;
  return (
    <a href={value} target="_blank" rel="noopener noreferrer nofollow" className="ellipsis">
      {value.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '')}
    </a>
  );
}

export function MailLink({ value }: { value: string }): ReactElement {
  return (
    <a href={`mailto:${encodeURIComponent(value).replace(/%40/g, '@')}`} className="ellipsis">
      {value}
    </a>
  );
}

export function PhoneLink({ value }: { value: string }): ReactElement {
  return (
    <a href={`tel:${value.replace(/[^\d+]/g, '')}`} className="num ellipsis">
      {value}
    </a>
  );
}

const same = (value: string) => value;

export const text = fieldUi('text', { Read: PlainRead, Edit: edit('text'), say: same, inline: 'cell', width: 150 });
export const longText = fieldUi('longText', {
  Read: PlainRead,
  Edit: LongEdit,
  say: same,
  inline: 'popup',
  width: 240,
});
export const url = fieldUi('url', { Read: UrlRead, Edit: edit('url'), say: same, inline: 'cell', width: 160 });
export const email = fieldUi('email', {
  Read: (props) => (props.place === 'cell' ? <PlainRead {...props} /> : <MailLink value={props.value} />),
  Edit: edit('email'),
  say: same,
  inline: 'cell',
  width: 190,
});
export const phone = fieldUi('phone', {
  Read: (props) => (props.place === 'cell' ? <PlainRead {...props} /> : <PhoneLink value={props.value} />),
  Edit: edit('tel'),
  say: same,
  inline: 'cell',
  width: 144,
});
