// The options of a choice: typed line by line, Enter goes on to the next, Alt with the arrows moves a line; every step is said aloud.
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { type KeyboardEvent, type ReactElement, useLayoutEffect, useRef } from 'react';
import { announce } from '../../../web/kit/announce.ts';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { type OptionDraft, newOption } from './field-draft.ts';
import { t } from './words.ts';

const tones = ['none', 'neutral', 'info', 'success', 'danger', 'accent'] as const;

export interface OptionsEditorProps {
  options: readonly OptionDraft[];
  error: string | null;
  onChange: (options: readonly OptionDraft[]) => void;
}

export function OptionsEditor({ options, error, onChange }: OptionsEditorProps): ReactElement {
  const list = useRef<HTMLOListElement>(null);
  const names = () => list.current?.querySelectorAll<HTMLElement>('.shape-option-name');
  // a line that is moved in the document loses the focus: it has it back before the next key
  const wanted = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    names()?.[wanted.current]?.focus();
    wanted.current = null;
  });
  const move = (at: number, step: number) => {
    const to = at + step;
    const line = options[at];
    if (line === undefined || to < 0 || to >= options.length) return;
    const rest = options.filter((o) => o !== line);
    wanted.current = to;
    onChange([...rest.slice(0, to), line, ...rest.slice(to)]);
    announce(t('shape.moved', { option: nameOf(line, to), n: to + 1, count: options.length }));
  };
  const add = (after: number) => {
    wanted.current = after + 1;
    onChange([...options.slice(0, after + 1), newOption(), ...options.slice(after + 1)]);
  };
  const onKey = (e: KeyboardEvent, at: number) => {
    if (e.altKey && (e.key === 'ArrowUp' || e.key === 'ArrowDown')) {
      e.preventDefault();
      move(at, e.key === 'ArrowUp' ? -1 : 1);
    } else if (e.key === 'Enter' && !e.ctrlKey && !e.metaKey) {
      e.preventDefault();
      if (options[at + 1]?.label === '') names()?.[at + 1]?.focus();
      else add(at);
    }
  };
  return (
    <FormField label={t('shape.options')} required group error={error} help={t('shape.optionsHelp')}>
      {(control) => (
        <>
          <ol ref={list} className="shape-options">
            {options.map((option, n) => (
              <li key={option.id} className="row">
                <TextInput
                  className="shape-option-name"
                  aria-label={t('shape.option', { n: n + 1 })}
                  aria-invalid={n === 0 ? control['aria-invalid'] : undefined}
                  maxLength={100}
                  value={option.label}
                  onKeyDown={(e) => onKey(e, n)}
                  onChange={(e) => onChange(options.map((o) => (o === option ? { ...o, label: e.target.value } : o)))}
                />
                <Select
                  className="shape-tone"
                  label={t('shape.optionColour', { option: nameOf(option, n) })}
                  value={option.tone ?? 'none'}
                  items={tones.map((tone) => ({ value: tone, label: t(`tone.${tone}`) }))}
                  onChange={(tone) =>
                    onChange(
                      options.map((o) =>
                        o === option ? { ...o, tone: tone === 'none' ? null : (tone as OptionDraft['tone']) } : o,
                      ),
                    )
                  }
                />
                <span className="row shape-option-acts">
                  <IconButton
                    icon={ArrowUp}
                    label={t('shape.moveUp', { option: nameOf(option, n) })}
                    disabled={n === 0}
                    onClick={() => move(n, -1)}
                  />
                  <IconButton
                    icon={ArrowDown}
                    label={t('shape.moveDown', { option: nameOf(option, n) })}
                    disabled={n === options.length - 1}
                    onClick={() => move(n, 1)}
                  />
                  <IconButton
                    icon={X}
                    label={t('shape.optionRemove', { option: nameOf(option, n) })}
                    disabled={options.length === 1}
                    onClick={() => {
                      wanted.current = Math.max(0, n - 1);
                      onChange(options.filter((o) => o !== option));
                    }}
                  />
                </span>
              </li>
            ))}
          </ol>
          <div>
            <Button small variant="quiet" icon={Plus} onClick={() => add(options.length - 1)}>
              {t('shape.addOption')}
            </Button>
          </div>
        </>
      )}
    </FormField>
  );
}

function nameOf(option: OptionDraft, at: number): string {
  return option.label.trim() === '' ? t('shape.option', { n: at + 1 }) : option.label.trim();
}
