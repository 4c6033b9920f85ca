// A password that can be looked at while it is typed.
import { Eye, EyeOff } from 'lucide-react';
import { type ReactElement, type RefObject, useState } from 'react';
import { t } from '../i18n/i18n.ts';
import type { ControlProps } from './FormField.tsx';

export interface PasswordInputProps {
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  control: ControlProps;
  autoFocus?: boolean;
  inputRef?: RefObject<HTMLInputElement | null>;
}

export function PasswordInput({
  value,
  onChange,
  autoComplete,
  control,
  autoFocus,
  inputRef,
}: PasswordInputProps): ReactElement {
  const [seen, setSeen] = useState(false);
  return (
    <div className="input date-input">
      <input
        {...control}
        ref={inputRef}
        type={seen ? 'text' : 'password'}
        name={autoComplete}
        autoComplete={autoComplete}
        autoFocus={autoFocus}
        required
        spellCheck={false}
        autoCapitalize="off"
        value={value}
        onChange={(e) => onChange(e.target.value)}
      />
      <button
        type="button"
        className="date-button"
        aria-pressed={seen}
        aria-label={t('signin.showPassword')}
        onClick={() => setSeen(!seen)}
      >
        {seen ? <EyeOff className="icon" aria-hidden /> : <Eye className="icon" aria-hidden />}
      </button>
    </div>
  );
}
