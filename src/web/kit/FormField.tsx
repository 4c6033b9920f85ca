// A label, its control, help and what is wrong with it, tied together for assistive technology.
import { type ReactElement, type ReactNode, useId } from 'react';
import { t } from '../i18n/i18n.ts';
import { cx } from './class-names.ts';

/** What a control takes over from its form field. */
export interface ControlProps {
  id: string;
  'aria-labelledby'?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
  'aria-required'?: boolean;
}

export interface FormFieldProps {
  label: string;
  help?: string | undefined;
  error?: string | null | undefined;
  required?: boolean | undefined;
  /** a group of controls: the label names the group and clicking it focuses nothing */
  group?: boolean;
  className?: string;
  children: (control: ControlProps) => ReactNode;
}

export function FormField({ label, help, error, required, group, className, children }: FormFieldProps): ReactElement {
  const id = useId();
  const wrong = error !== undefined && error !== null && error !== '';
  // what is wrong says what would fit: the help would say it twice
  const helped = help !== undefined && !wrong;
  const about = [wrong ? `${id}-error` : '', helped ? `${id}-help` : ''].filter(Boolean).join(' ');
  const control: ControlProps = {
    id,
    'aria-labelledby': `${id}-label`,
    ...(about === '' ? {} : { 'aria-describedby': about }),
    ...(wrong ? { 'aria-invalid': true } : {}),
    ...(required === true ? { 'aria-required': true } : {}),
  };
  const name = (
    <>
      {label}
      {required === true && <span className="required"> {t('form.required')}</span>}
    </>
  );
  return (
    <div
      className={cx('form-field', wrong && 'form-field-wrong', className)}
      {...(group === true ? { role: 'group', 'aria-labelledby': `${id}-label` } : {})}
    >
      {group === true ? (
        <div className="form-label" id={`${id}-label`}>
          {name}
        </div>
      ) : (
        <label className="form-label" id={`${id}-label`} htmlFor={id}>
          {name}
        </label>
      )}
      {children(control)}
      {wrong && (
        <p className="form-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {helped && (
        <p className="form-help" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}
