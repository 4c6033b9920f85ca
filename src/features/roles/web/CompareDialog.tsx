// Two roles side by side: only where they differ.
import { type ReactElement, useState } from 'react';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import type { Role } from '../contract.ts';
import { DifferenceTable } from './ReviewDialog.tsx';
import { t } from './words.ts';

export function CompareDialog({
  role,
  roles,
  onClose,
}: {
  role: Role;
  roles: readonly Role[];
  onClose: () => void;
}): ReactElement {
  const others = roles.filter((r) => r.id !== role.id);
  const [id, setId] = useState<string | null>(null);
  const other = others.find((r) => r.id === id);
  return (
    <Dialog open onClose={onClose} size="large" title={`${t('roles.compare')}: ${role.name}`}>
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
      {other !== undefined && <DifferenceTable before={role.grants} after={other.grants} />}
    </Dialog>
  );
}
