// Two roles side by side: every right of both, or only those in which they differ, each scope as shape and word.
import { type ReactElement, useState } from 'react';
import { differences, placesOf } from '../../../contract/role-differences.ts';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { cx } from '../../../web/kit/class-names.ts';
import type { Catalogue, Role } from '../contract.ts';
import { Said } from './Said.tsx';
import { useRoleWords } from './use-role-words.ts';
import { t } from './words.ts';

interface Props {
  role: Role;
  roles: readonly Role[];
  objects: Catalogue['objects'];
  onClose: () => void;
}

export function CompareDialog({ role, roles, objects, onClose }: Props): ReactElement {
  const others = roles.filter((r) => r.id !== role.id);
  const [id, setId] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const other = others.find((r) => r.id === id);
  return (
    <Dialog open onClose={onClose} size="large" title={`${t('roles.compare')}: ${role.name}`}>
      <div className="stack">
        <FormField label={t('roles.compareWith')}>
          {(control) => (
            <Select
              control={control}
              label={t('roles.compareWith')}
              value={id}
              onChange={setId}
              items={others.map((r) => ({ value: r.id, label: r.name }))}
            />
          )}
        </FormField>
        {other !== undefined && (
          <>
            <label className="row" htmlFor="compare-all">
              <Checkbox id="compare-all" checked={all} onChange={(e) => setAll(e.target.checked)} />
              {t('roles.compareAll')}
            </label>
            <SideBySide one={role} other={other} all={all} objects={objects} />
          </>
        )}
      </div>
    </Dialog>
  );
}

interface SideProps {
  one: Role;
  other: Role;
  all: boolean;
  objects: Catalogue['objects'];
}

function SideBySide({ one, other, all, objects }: SideProps): ReactElement {
  const words = useRoleWords(objects);
  const [mine, theirs] = [one.grants as never, other.grants as never];
  const rows = all ? placesOf(mine, theirs) : differences(mine, theirs);
  if (rows.length === 0) return <p className="muted">{t('roles.compareSame')}</p>;
  return (
    <table className="table diff-table">
      <thead>
        <tr>
          <th scope="col">{t('roles.place')}</th>
          <th scope="col">{one.name}</th>
          <th scope="col">{other.name}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((d) => (
          <tr key={d.place} className={cx(all && d.before !== d.after && 'compare-differs')}>
            <td title={d.place}>{words.place(d.place)}</td>
            <td>
              <Said text={d.before} />
            </td>
            <td>
              <Said text={d.after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
