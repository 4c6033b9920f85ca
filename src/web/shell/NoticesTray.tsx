// What one is told because of a right one holds: a bell that counts what is new, and the list behind it.
import { useQuery } from '@tanstack/react-query';
import { Bell } from 'lucide-react';
import { type ReactElement, Suspense, lazy, useState } from 'react';
import type { AnswerOf } from '../../contract/action.ts';
import type { listNotices } from '../../features/notices/contract.ts';
import { call } from '../call.ts';
import { t } from '../i18n/i18n.ts';
import { IconButton } from '../kit/Button.tsx';
import { Popover } from '../kit/Popover.tsx';

const NoticeList = lazy(() => import('./NoticeList.tsx').then((m) => ({ default: m.NoticeList })));

export function NoticesTray(): ReactElement {
  const [open, setOpen] = useState(false);
  // the stream says when there is something new
  const notices = useQuery({
    queryKey: ['notices'],
    queryFn: async ({ signal }) => (await call<AnswerOf<typeof listNotices>>('GET', '/notices', { signal })).data.rows,
  });
  const news = (notices.data ?? []).filter((notice) => notice.seenAt === null).length;
  return (
    <Popover
      label={t('notices.title')}
      align="end"
      open={open}
      onOpenChange={setOpen}
      className="popover-jobs"
      trigger={
        <IconButton
          icon={Bell}
          label={news > 0 ? t('notices.news', { count: news }) : t('notices.title')}
          className={news > 0 ? 'icon-btn-live' : undefined}
        />
      }
    >
      <h2>{t('notices.title')}</h2>
      <Suspense>
        <NoticeList rows={notices.data ?? []} error={notices.error} />
      </Suspense>
    </Popover>
  );
}
