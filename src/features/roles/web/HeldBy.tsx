// Who holds a role: names that lead to what each of them reaches, why, and how the product looks to them.
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { may, useMe } from '../../../web/session.ts';
import type { Role } from '../contract.ts';
import { t } from './words.ts';

export function HeldBy({ holders }: Pick<Role, 'holders'>): ReactElement {
  const linked = may(useMe(), 'admin.access');
  if (holders.length === 0) return <p className="muted">{t('roles.nobody')}</p>;
  return (
    <>
      <ul className="held-by">
        {holders.map((holder) => (
          <li key={holder.id}>{linked ? <Link href={`/access/${holder.id}`}>{holder.title}</Link> : holder.title}</li>
        ))}
      </ul>
      {linked && <p className="small muted">{t('roles.heldByHelp')}</p>}
    </>
  );
}
