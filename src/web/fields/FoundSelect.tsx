// Chooses one record by part of its title, looked up while one types; what is chosen stays among the choices.
import type { ReactElement } from 'react';
import type { EntityName } from '../../contract/names.ts';
import { Select, type SelectProps } from '../kit/Select.tsx';
import { useFound } from './use-found.ts';

interface Chosen {
  readonly id: string;
  readonly title: string;
}

interface FoundSelectProps extends Pick<SelectProps, 'label' | 'control' | 'placeholder' | 'clearable'> {
  /** objects whose records may be chosen */
  of: readonly EntityName[];
  chosen: Chosen | null;
  onChoose: (chosen: Chosen | null) => void;
  /** the one record that is no choice */
  not?: string;
}

export function FoundSelect({ of, chosen, onChoose, not, ...rest }: FoundSelectProps): ReactElement {
  const found = useFound(of);
  const items = found.items.filter((item) => item.id !== not);
  const kept = chosen !== null && !items.some((item) => item.id === chosen.id) ? [chosen] : [];
  return (
    <Select
      {...rest}
      value={chosen?.id ?? null}
      onOpenChange={found.setOpen}
      search={{ text: found.text, onText: found.setText }}
      status={found.status}
      items={[...items, ...kept].map(({ id, title }) => ({ value: id, label: title }))}
      onChange={(id) => onChoose(items.find((item) => item.id === id) ?? null)}
    />
  );
}
