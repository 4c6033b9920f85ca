// Whom a rule is about: everyone, kinds of users, roles, or single people found by name.
import { X } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useFound } from '../../../web/fields/use-found.ts';
import { IconButton } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import type { NetworkView } from '../contract.ts';
import type { Draft } from './network-set.ts';
import { t } from './words.ts';

interface Props {
  draft: Draft;
  view: NetworkView;
  put: (change: Partial<Draft>) => void;
  error: string | null;
}

export function Audience({ draft, view, put, error }: Props): ReactElement {
  const types = (['normal', 'administrator', 'api'] as const).map((id) => ({ id, title: t(`network.type.${id}`) }));
  return (
    <div className="stack tight">
      <FormField label={t('network.who')} error={error}>
        {(control) => (
          <Select
            control={control}
            label={t('network.who')}
            value={draft.who}
            items={(['everyone', 'types', 'roles', 'people'] as const).map((one) => {
              return { value: one, label: t(`network.who.${one}`) };
            })}
            onChange={(who) => put({ who: who as Draft['who'], named: [] })}
          />
        )}
      </FormField>
      {draft.who === 'types' && <Choices choices={types} draft={draft} put={put} label={t('network.who.types')} />}
      {draft.who === 'roles' && <Choices choices={view.roles} draft={draft} put={put} label={t('network.who.roles')} />}
      {draft.who === 'people' && <People view={view} draft={draft} put={put} />}
    </div>
  );
}

interface ChoicesProps {
  choices: readonly { readonly id: string; readonly title: string }[];
  draft: Draft;
  put: (change: Partial<Draft>) => void;
  label: string;
}

function Choices({ choices, draft, put, label }: ChoicesProps): ReactElement {
  return (
    <div role="group" aria-label={label} className="network-choices">
      {choices.map(({ id, title }) => (
        <label key={id} className="role-choice" htmlFor={`network-${id}`}>
          <Checkbox
            id={`network-${id}`}
            checked={draft.named.includes(id)}
            onChange={(e) =>
              put({ named: e.target.checked ? [...draft.named, id] : draft.named.filter((other) => other !== id) })
            }
          />
          <span>{title}</span>
        </label>
      ))}
    </div>
  );
}

function People({ view, draft, put }: Pick<Props, 'view' | 'draft' | 'put'>): ReactElement {
  const found = useFound(['user']);
  const [titles, setTitles] = useState(() => new Map(view.people.map(({ id, title }) => [id, title])));
  const items = found.items.map(({ id, title }) => ({ value: id, label: title }));
  return (
    <>
      <ul className="network-people">
        {draft.named.map((id) => (
          <li key={id} className="row">
            <span className="grow ellipsis">{titles.get(id) ?? id}</span>
            <IconButton
              icon={X}
              label={t('network.remove', { name: titles.get(id) ?? id })}
              onClick={() => put({ named: draft.named.filter((other) => other !== id) })}
            />
          </li>
        ))}
      </ul>
      <Select
        label={t('network.person')}
        placeholder={t('network.person')}
        value={null}
        items={items.filter(({ value }) => !draft.named.includes(value))}
        search={{ text: found.text, onText: found.setText }}
        status={found.status}
        onOpenChange={found.setOpen}
        onChange={(id) => {
          if (id === null) return;
          setTitles(new Map([...titles, [id, items.find((i) => i.value === id)?.label ?? id]]));
          put({ named: [...draft.named, id] });
        }}
      />
    </>
  );
}
