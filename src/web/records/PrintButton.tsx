// The button above a list that shows it as it goes on paper; it is there for who may print the object.
import { Printer } from 'lucide-react';
import type { ReactElement } from 'react';
import { useLocation } from 'wouter';
import { t } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import type { ShownList } from './ListPage.tsx';

export function PrintButton({ list }: { list: ShownList }): ReactElement | null {
  const [, navigate] = useLocation();
  const { entity, params, columns } = list;
  if (!entity.verbs.has('print')) return null;
  const open = () => {
    const query = new URLSearchParams({ fields: columns.filter((name) => name !== 'title').join(',') });
    if (params.filter != null) query.set('filter', JSON.stringify(params.filter));
    if (params.search !== undefined && params.search !== '') query.set('search', params.search);
    if (params.sort !== undefined && params.sort !== '') query.set('sort', params.sort);
    if (params.archived === 'only') query.set('archived', 'only');
    navigate(`/print/${entity.path}?${query.toString()}`);
  };
  return (
    <Button icon={Printer} onClick={open} className="hide-phone">
      {t('list.print')}
    </Button>
  );
}
