// Bring a file in, and the imports of before with what became of them.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { FileUp } from 'lucide-react';
import { type DragEvent, type ReactElement, useRef, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { AnswerOf } from '../../../contract/action.ts';
import { call } from '../../../web/call.ts';
import { formatBytes } from '../../../web/file-size.ts';
import { formatAgo, formatNumber } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { cx } from '../../../web/kit/class-names.ts';
import { ProgressBar } from '../../../web/kit/ProgressBar.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemText } from '../../../web/problem-text.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { ImportSummary, ImportView, listImports } from '../contract.ts';
import { importKey } from './use-import.ts';
import './imports.css';
import { t } from './words.ts';

export function ImportsPage(): ReactElement {
  const [params] = useSearchParams();
  const to = params.get('to');
  const entity = useCatalog().byName.get(to ?? '');
  usePageTitle(t('nav.import'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>
          {entity === undefined
            ? t('nav.import')
            : t('import.into', { what: label(entity.labelPlural).toLocaleLowerCase() })}
        </h1>
      </header>
      <div className="page-body stack">
        <Upload to={entity?.name ?? null} />
        <Earlier />
      </div>
    </div>
  );
}

function Upload({ to }: { to: string | null }): ReactElement {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [state, setState] = useState<{ file: File | null; error: unknown }>({ file: null, error: null });
  const send = async (file: File | undefined) => {
    if (file === undefined || state.file !== null) return;
    setState({ file, error: null });
    try {
      const { data } = await call<ImportView>('POST', '/imports', {
        query: { name: file.name, entity: to ?? undefined },
        raw: { data: file, type: 'application/octet-stream' },
      });
      client.setQueryData(importKey(data.id), data);
      void client.invalidateQueries({ queryKey: ['import', 'list'] });
      navigate(`/import/${data.id}`);
    } catch (error) {
      setState({ file: null, error });
    }
  };
  const drop = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    void send(e.dataTransfer.files[0]);
  };
  const failure = state.error === null ? null : problemText(state.error);
  return (
    <section
      className={cx('drop', over && 'drop-over')}
      aria-label={t('import.file')}
      onDragOver={(e) => {
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {failure !== null && (
        <div className="banner banner-danger" role="alert">
          <p>
            <span className="strong">{failure.title}</span> {failure.detail !== failure.title && failure.detail}{' '}
            {t('import.nothingChanged')}
          </p>
        </div>
      )}
      {state.file === null ? (
        <>
          <FileUp className="icon empty-icon" aria-hidden />
          <p className="strong">{t('import.drop')}</p>
          <p className="muted prose">{t('import.dropHelp')}</p>
          <Button variant="primary" onClick={() => input.current?.click()}>
            {t('import.choose')}
          </Button>
          <input
            ref={input}
            type="file"
            accept=".csv,.tsv,.txt,.xlsx,text/csv"
            hidden
            aria-label={t('import.choose')}
            onChange={(e) => void send(e.target.files?.[0])}
          />
        </>
      ) : (
        <div className="drop-busy">
          <p>{t('import.uploading', { name: state.file.name, size: formatBytes(state.file.size) })}</p>
          <ProgressBar
            value={0}
            total={null}
            label={t('import.uploading', { name: state.file.name, size: formatBytes(state.file.size) })}
          />
        </div>
      )}
    </section>
  );
}

function Earlier(): ReactElement | null {
  const list = useQuery({
    queryKey: ['import', 'list'],
    queryFn: async ({ signal }) => (await call<AnswerOf<typeof listImports>>('GET', '/imports', { signal })).data.rows,
  });
  if (list.isPending) return <Waiting lines={3} />;
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data.length === 0) return null;
  return (
    <section>
      <h2 className="card-head">{t('import.earlier')}</h2>
      <ul className="lines">
        {list.data.map((one) => (
          <EarlierLine key={one.id} one={one} />
        ))}
      </ul>
    </section>
  );
}

function EarlierLine({ one }: { one: ImportSummary }): ReactElement {
  const entity = useCatalog().byName.get(one.entity ?? '');
  const { counts } = one;
  return (
    <li className="row">
      <div className="grow">
        <Link href={`/import/${one.id}`} className="strong title-link">
          {one.name}
        </Link>
        <p className="small muted">
          {[
            entity === undefined ? null : label(entity.labelPlural),
            formatBytes(one.size),
            formatAgo(one.createdAt),
            counts === null ? null : countLine(counts),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <span className="muted">{t(`import.state.${one.state}`)}</span>
    </li>
  );
}

function countLine(counts: NonNullable<ImportSummary['counts']>): string {
  return t('import.countLine', {
    created: formatNumber(counts.created),
    updated: formatNumber(counts.updated),
    errors: formatNumber(counts.errors),
  });
}
