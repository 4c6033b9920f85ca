// Chooses a sign: a picture, a colour and a few words, shown as it will be seen.
import { type KeyboardEvent, type ReactElement, useRef, useState } from 'react';
import { Refusal } from '../kit/sending.tsx';
import {
  type Sign,
  type SignColour,
  type SignPicture,
  signColours,
  signPictures,
  signWordsMost,
} from '../../contract/sign.ts';
import { Button } from '../kit/Button.tsx';
import { FormField } from '../kit/FormField.tsx';
import { TextInput } from '../kit/TextInput.tsx';
import { SignMark, pictures } from './SignMark.tsx';
import { t } from './words.ts';

export interface SignFormProps {
  saved: Sign | null;
  busy: boolean;
  error: string | null;
  onSave: (sign: Sign | null) => void;
}

const first: Sign = { picture: 'castle', colour: 'blue', words: '' };

export function SignForm({ saved, busy, error, onSave }: SignFormProps): ReactElement {
  const [sign, setSign] = useState<Sign | null>(saved);
  const put = (change: Partial<Sign>) => setSign({ ...(sign ?? first), ...change });
  if (sign === null) {
    return (
      <div className="row wrap">
        <span className="grow muted">{t('signs.sign.none')}</span>
        <Button onClick={() => setSign(first)}>{t('signs.sign.choose')}</Button>
        {saved !== null && (
          <Button variant="primary" busy={busy} onClick={() => onSave(null)}>
            {t('signs.sign.save')}
          </Button>
        )}
      </div>
    );
  }
  return (
    <form
      className="stack"
      onSubmit={(e) => {
        e.preventDefault();
        onSave(sign);
      }}
    >
      <Refusal why={error} />
      <SignMark sign={sign} />
      <Choice
        label={t('signs.sign.picture')}
        values={signPictures}
        chosen={sign.picture}
        name={(picture) => t(`signs.picture.${picture}`)}
        draw={drawPicture}
        onChoose={(picture) => put({ picture })}
      />
      <Choice
        label={t('signs.sign.colour')}
        values={signColours}
        chosen={sign.colour}
        name={(colour) => t(`signs.colour.${colour}`)}
        draw={drawColour}
        onChoose={(colour) => put({ colour })}
      />
      <FormField label={t('signs.sign.words')} help={t('signs.sign.wordsHelp', { most: signWordsMost })}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={signWordsMost}
            value={sign.words}
            onChange={(e) => put({ words: e.target.value })}
          />
        )}
      </FormField>
      <div className="row">
        <Button type="submit" variant="primary" busy={busy} disabled={JSON.stringify(sign) === JSON.stringify(saved)}>
          {t('signs.sign.save')}
        </Button>
        <Button onClick={() => setSign(null)}>{t('signs.sign.none')}</Button>
      </div>
    </form>
  );
}

function drawPicture(picture: SignPicture): ReactElement {
  const Picture = pictures[picture];
  return <Picture className="icon" aria-hidden />;
}

const drawColour = (colour: SignColour): ReactElement => <span className={`sign-picture sign-${colour}`} />;

interface ChoiceProps<V extends string> {
  label: string;
  values: readonly V[];
  chosen: V;
  name: (value: V) => string;
  draw: (value: V) => ReactElement;
  onChoose: (value: V) => void;
}

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** One of a few, each a picture: one tab stop, and the arrows move the choice. */
function Choice<V extends string>({ label, values, chosen, name, draw, onChoose }: ChoiceProps<V>): ReactElement {
  const group = useRef<HTMLDivElement>(null);
  const move = (e: KeyboardEvent) => {
    const step = steps[e.key];
    if (step === undefined) return;
    e.preventDefault();
    const at = (values.indexOf(chosen) + step + values.length) % values.length;
    onChoose(values[at]!);
    group.current?.querySelectorAll<HTMLElement>('[role="radio"]')[at]?.focus();
  };
  return (
    <FormField label={label} group>
      {() => (
        <div className="sign-choice" role="radiogroup" tabIndex={-1} aria-label={label} ref={group} onKeyDown={move}>
          {values.map((value) => (
            <button
              key={value}
              type="button"
              role="radio"
              aria-checked={value === chosen}
              aria-label={name(value)}
              title={name(value)}
              tabIndex={value === chosen ? 0 : -1}
              className="sign-option"
              onClick={() => onChoose(value)}
            >
              {draw(value)}
            </button>
          ))}
        </div>
      )}
    </FormField>
  );
}
