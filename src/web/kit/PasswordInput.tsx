// A password that can be looked at while it is typed.
import { Eye, EyeOff } from 'lucide-react';
import { type ReactElement, type RefObject, useState } from 'react';
import { t } from '../i18n/i18n.ts';
import type { ControlProps } from './FormField.tsx';

export interface PasswordInputProps {
  value: string;
  onChange: (value: string) => void;
  /** off: the company wants browsers not to keep it; they may all the same */
  autoComplete: 'current-password' | 'new-password' | 'off';
  control: ControlProps;
  autoFocus?: boolean;
  /** shown at first */
  seen?: boolean;
  inputRef?: RefObject<HTMLInputElement | null>;
}

export function PasswordInput({
  value,
  onChange,
  autoComplete,
  control,
  autoFocus,
  inputRef,
  seen: shown = false,
}: PasswordInputProps): ReactElement {
  const [seen, setSeen] = useState(shown);
  return (
    <div className="input date-input">
      <input
        {...control}
        ref={inputRef}
        type={seen ? 'text' : 'password'}
        name={autoComplete === 'off' ? 'secret' : autoComplete}
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
