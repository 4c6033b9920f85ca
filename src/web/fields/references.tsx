// A reference to one record, and links to several with a role; both found by typing part of the name.
import { Lock, X } from 'lucide-react';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { LinkOut, RefOut } from '../../contract/field.ts';
import type { EntityName } from '../../contract/names.ts';
import { t } from '../i18n/i18n.ts';
import { IconButton } from '../kit/Button.tsx';
import { Select } from '../kit/Select.tsx';
import { TextInput } from '../kit/TextInput.tsx';
import { useCatalog } from '../use-catalog.ts';
import { type EditProps, type ReadProps, fieldUi } from './field-ui.ts';
import { useFound } from './use-found.ts';

function Held(): ReactElement {
  return (
    <span className="row held">
      <Lock className="icon" aria-hidden />
      <span className="ellipsis">{t('value.restricted')}</span>
    </span>
  );
}

function RecordLink({ entity, id, title }: { entity: string; id: string; title: string }): ReactElement {
  const target = useCatalog().byName.get(entity);
  const name = title === '' ? t('record.untitled') : title;
  return target === undefined ? (
    <span className="ellipsis">{name}</span>
  ) : (
    <Link href={`/${target.path}/${id}`} className="ellipsis">
      {name}
    </Link>
  );
}

function RefRead({ field, value, place }: ReadProps<RefOut>): ReactElement {
  if ('restricted' in value) return <Held />;
  if (place === 'cell' || field.to?.[0] === 'user') return <span className="ellipsis">{value.title}</span>;
  return <RecordLink entity={field.to?.[0] ?? ''} id={value.id} title={value.title} />;
}

function RefEdit({ field, value, onChange, control, bare, opened, onClose }: EditProps<RefOut>): ReactElement {
  const found = useFound(field.to ?? [], opened);
  const now = value !== null && 'id' in value ? value : null;
  const items =
    found.items.some((i) => i.id === now?.id) || now === null || found.text !== ''
      ? found.items
      : [{ ...now, entity: field.to![0]! }, ...found.items];
  return (
    <Select
      value={now?.id ?? null}
      onChange={(id) => {
        const item = items.find((i) => i.id === id);
        onChange(item === undefined ? null : { id: item.id, title: item.title });
      }}
      label={field.label}
      clearable={!field.required && bare !== true}
      {...(control === undefined ? {} : { control })}
      defaultOpen={opened === true}
      onOpenChange={(open) => {
        found.setOpen(open);
        if (!open) onClose?.();
      }}
      search={{ text: found.text, onText: found.setText }}
      status={found.status}
      items={[
        ...items.map((i) => ({ value: i.id, label: i.title })),
        ...(now !== null && !items.some((i) => i.id === now.id) ? [{ value: now.id, label: now.title }] : []),
      ]}
    />
  );
}

function LinksRead({ value, place }: ReadProps<readonly LinkOut[]>): ReactElement {
  if (place === 'cell') {
    return (
      <span className="ellipsis">
        {value[0]?.title}
        {value.length > 1 && <span className="muted"> +{value.length - 1}</span>}
      </span>
    );
  }
  return (
    <ul className="values">
      {value.map((link) => (
        <li key={`${link.entity}:${link.id}`} className="row wrap">
          <RecordLink entity={link.entity} id={link.id} title={link.title} />
          {link.role !== null && link.role !== '' && <span className="muted small ellipsis">{link.role}</span>}
        </li>
      ))}
    </ul>
  );
}

function LinksEdit({ field, value, onChange, control }: EditProps<readonly LinkOut[]>): ReactElement {
  const links = value ?? [];
  const several = (field.to?.length ?? 0) > 1;
  const found = useFound(field.to ?? []);
  const catalog = useCatalog();
  const put = (next: readonly LinkOut[]) => onChange(next.length === 0 ? null : next);
  const groupOf = (entity: EntityName) => (several ? { group: catalog.byName.get(entity)?.labelPlural ?? entity } : {});
  return (
    <div className="stack tight">
      {links.map((link) => (
        <div className="row labelled-row" key={`${link.entity}:${link.id}`}>
          <span className="grow ellipsis">{link.title}</span>
          {field.roles === true && (
            <TextInput
              className="role-input"
              aria-label={t('field.roleAt', { name: link.title })}
              placeholder={t('field.role')}
              maxLength={80}
              value={link.role ?? ''}
              onChange={(e) =>
                put(links.map((l) => (l === link ? { ...l, role: e.target.value === '' ? null : e.target.value } : l)))
              }
            />
          )}
          <IconButton
            icon={X}
            label={t('field.removeValue', { value: link.title })}
            onClick={() => put(links.filter((l) => l !== link))}
          />
        </div>
      ))}
      {links.length < (field.max ?? 50) && (
        <Select
          value={null}
          label={field.label}
          placeholder={t('field.addLink')}
          {...(control === undefined ? {} : { control })}
          onOpenChange={found.setOpen}
          search={{ text: found.text, onText: found.setText }}
          status={found.status}
          items={found.items
            .filter((i) => !links.some((l) => l.id === i.id))
            .map((i) => ({ value: i.id, label: i.title, ...groupOf(i.entity) }))}
          onChange={(id) => {
            const item = found.items.find((i) => i.id === id);
            if (item !== undefined)
              put([...links, { entity: item.entity, id: item.id, title: item.title, role: null }]);
          }}
        />
      )}
    </div>
  );
}

export const ref = fieldUi('ref', {
  Read: RefRead,
  Edit: RefEdit,
  say: (value) => ('restricted' in value ? t('value.restricted') : value.title),
  inline: 'choice',
  width: 144,
});
export const links = fieldUi('links', {
  Read: LinksRead,
  Edit: LinksEdit,
  say: (value) => value.map((l) => (l.role === null ? l.title : `${l.title} (${l.role})`)).join(', '),
  inline: 'popup',
  width: 170,
});
