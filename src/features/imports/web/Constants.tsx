// Values that every row gets: a pipeline, a currency, an owner.
import { Plus, X } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import type { ConstantSetting } from '../../../contract/importing.ts';
import type { ImportView } from '../contract.ts';
import { targetFor, targetKey } from './ColumnCard.tsx';
import { t } from './words.ts';

export interface ConstantsProps {
  view: ImportView;
  onChange: (constants: readonly ConstantSetting[]) => void;
}

export function Constants({ view, onChange }: ConstantsProps): ReactElement {
  const [adding, setAdding] = useState(false);
  const replace = (n: number, next: ConstantSetting) => onChange(view.constants.map((c, i) => (i === n ? next : c)));
  const items = view.targets
    .filter((one) => one.of === null)
    .map((one) => ({ value: targetKey(one), label: one.label }));
  return (
    <section className="stack tight">
      <h2>{t('import.constants')}</h2>
      <p className="small muted">{t('import.constantsHelp', { example: `{${view.columns[0]?.heading ?? ''}}` })}</p>
      {view.constants.map((constant, n) => (
        <div className="row constant" key={targetKey(constant)}>
          <span className="constant-field ellipsis">{targetFor(view, constant)?.label ?? constant.field}</span>
          <Value
            label={t('import.constantOf', { field: targetFor(view, constant)?.label ?? constant.field })}
            value={constant.value}
            onCommit={(value) => replace(n, { ...constant, value })}
          />
          <IconButton
            icon={X}
            label={t('import.constantRemove', { field: targetFor(view, constant)?.label ?? constant.field })}
            onClick={() => onChange(view.constants.filter((_, i) => i !== n))}
          />
        </div>
      ))}
      {adding ? (
        <Select
          className="constant-field"
          label={t('import.field')}
          value={null}
          defaultOpen
          items={items}
          onOpenChange={(open) => !open && setAdding(false)}
          onChange={(key) => {
            setAdding(false);
            const target = view.targets.find((one) => targetKey(one) === key);
            const link = target?.links[0];
            if (target === undefined) return;
            onChange([
              ...view.constants,
              {
                field: target.field,
                part: target.part,
                value: '',
                ...(link === undefined
                  ? {}
                  : { link: { entity: link.entity, by: link.by[0] ?? 'title', missing: 'refuse' as const } }),
              },
            ]);
          }}
        />
      ) : (
        <div>
          <Button small variant="quiet" icon={Plus} onClick={() => setAdding(true)}>
            {t('import.constantAdd')}
          </Button>
        </div>
      )}
    </section>
  );
}

function Value({
  label,
  value,
  onCommit,
}: {
  label: string;
  value: string;
  onCommit: (value: string) => void;
}): ReactElement {
  const [text, setText] = useState(value);
  return (
    <TextInput
      aria-label={label}
      className="grow"
      value={text}
      onChange={(e) => setText(e.target.value)}
      onBlur={() => text !== value && onCommit(text)}
    />
  );
}
