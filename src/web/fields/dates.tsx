// Days, which have no zone, and instants, which are shown in the tenant's.
import type { ReactElement } from 'react';
import { formatDate, formatDateTime } from '../format.ts';
import { DateInput, DateTimeInput } from '../kit/DateInput.tsx';
import { type EditProps, fieldUi } from './field-ui.ts';

/** Passes on what is given; absent stays absent. */
function inputProps({ field, value, onChange, onUnclear, control, autoFocus, onKeyDown }: EditProps<string>) {
  return {
    value,
    onChange,
    label: field.label,
    ...(onUnclear === undefined ? {} : { onUnclear }),
    ...(control === undefined ? {} : { control }),
    ...(autoFocus === undefined ? {} : { autoFocus }),
    ...(onKeyDown === undefined ? {} : { onKeyDown }),
  };
}

export const date = fieldUi('date', {
  Read: ({ value }) => <span className="num ellipsis">{formatDate(value)}</span>,
  Edit: (props): ReactElement => <DateInput {...inputProps(props)} />,
  say: formatDate,
  inline: 'cell',
  width: 130,
});
export const dateTime = fieldUi('dateTime', {
  Read: ({ value }) => (
    <time dateTime={value} className="num ellipsis">
      {formatDateTime(value)}
    </time>
  ),
  Edit: (props): ReactElement => <DateTimeInput {...inputProps(props)} />,
  say: formatDateTime,
  inline: 'popup',
  width: 160,
});
