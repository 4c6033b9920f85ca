// The page of one record: its fields, its stream, and what belongs to it.
import { ArrowLeft, ChevronDown, ChevronUp } from 'lucide-react';
import {
  type ComponentType,
  type ReactElement,
  Suspense,
  lazy,
  useCallback,
  useContext,
  useEffect,
  useRef,
} from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { EntityInfo } from '../catalog.ts';
import { formatNumber } from '../format.ts';
import { label, t } from '../i18n/i18n.ts';
import { Mark } from '../kit/Badge.tsx';
import { IconButton } from '../kit/Button.tsx';
import { Failure, Waiting } from '../kit/States.tsx';
import { Tabs } from '../kit/Tabs.tsx';
import { useRegister } from '../keys.ts';
import { usePageTitle } from '../page-title.ts';
import type { Row } from '../row.ts';
import { useCatalog } from '../use-catalog.ts';
import { may, useMe } from '../session.ts';
import { phone as phoneQuery, useMedia } from '../use-media.ts';
import { BinBanner } from './BinBanner.tsx';
import { isMarked, nameOf } from './GridRow.tsx';
import { HistoryTab } from './HistoryTab.tsx';
import { hasRelated, hasTimeline } from './parts.ts';
import { type RecordAccess, RecordAccessContext } from './record-access.ts';
import { RecordActions } from './RecordActions.tsx';
import { RecordFields } from './RecordFields.tsx';
import { Related } from './Related.tsx';
import { subtitleOf } from './subtitle.ts';
import { Timeline } from './Timeline.tsx';
import { useRecord } from './use-record.ts';
import { rememberSeen, walkFor } from './walk.ts';

const BringBackRecord = lazy(() => import('../past/BringBack.tsx').then((m) => ({ default: m.BringBackRecord })));

export interface RecordPartProps {
  entity: EntityInfo;
  row: Row;
}

/** What a feature adds to the page of its records: something below the head, and a tab for what a record consists of. */
export interface RecordExtras {
  readonly Above?: ComponentType<RecordPartProps>;
  /** the object whose records are the parts; the tab is there for who may see them */
  readonly parts?: { readonly of: string; readonly Panel: ComponentType<RecordPartProps> };
}

export interface RecordPageProps {
  entity: EntityInfo;
  id: string;
  extras: RecordExtras;
  /** who may what with it */
  access: RecordAccess | null;
}

export function RecordPage({ entity, id, extras, access }: RecordPageProps): ReactElement {
  const record = useRecord(entity, id);
  const [, navigate] = useLocation();
  const walk = walkFor(entity.name, id);
  const back = walk?.from ?? `/${entity.path}`;
  const row = record.data;
  useEffect(() => rememberSeen(entity.name, id), [entity.name, id]);
  // The browser keeps titles in its history: no record is named there.
  usePageTitle(label(entity.label));
  const go = useCallback(
    (to: string | null | undefined) => {
      if (to !== null && to !== undefined) navigate(`/${entity.path}/${to}`, { replace: true });
    },
    [navigate, entity.path],
  );
  useRegister({
    '[': () => go(walk?.before),
    ']': () => go(walk?.after),
    e: () => document.querySelector<HTMLElement>('.field-pencil')?.click(),
    Escape: () => navigate(back),
  });
  return (
    <div className="record-page">
      <div className="record-walk row">
        <Link href={back} className="row back-link">
          <ArrowLeft className="icon" aria-hidden />
          {label(entity.labelPlural)}
        </Link>
        {walk !== null && (
          <span className="row end">
            <span className="muted small num">
              {t('record.place', { at: formatNumber(walk.at + 1), of: formatNumber(walk.of) })}
            </span>
            <IconButton
              icon={ChevronUp}
              label={t('record.previous')}
              shortcut="["
              disabled={walk.before === null}
              onClick={() => go(walk.before)}
            />
            <IconButton
              icon={ChevronDown}
              label={t('record.next')}
              shortcut="]"
              disabled={walk.after === null}
              onClick={() => go(walk.after)}
            />
          </span>
        )}
      </div>
      {record.isError ? (
        <>
          <h1 tabIndex={-1} className="sr">
            {label(entity.label)}
          </h1>
          <Failure error={record.error} onRetry={() => void record.refetch()} />
        </>
      ) : row === undefined ? (
        <Waiting lines={10} />
      ) : (
        <RecordAccessContext value={access}>
          <Whole key={id} entity={entity} row={row} extras={extras} onGone={() => navigate(back)} />
        </RecordAccessContext>
      )}
    </div>
  );
}

interface WholeProps extends RecordPartProps {
  extras: RecordExtras;
  onGone: () => void;
}

function Whole({ entity, row, extras, onGone }: WholeProps): ReactElement {
  const phone = useMedia(phoneQuery);
  const past = may(useMe(), 'tool.history');
  const heading = useRef<HTMLHeadingElement>(null);
  const [params, setParams] = useSearchParams();
  const name = nameOf(row);
  const subtitle = subtitleOf(entity, row);
  const catalog = useCatalog();
  const timeline = hasTimeline(catalog, entity);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const { Above } = extras;
  const access = useContext(RecordAccessContext);
  const parts = extras.parts === undefined ? undefined : catalog.byName.get(extras.parts.of);
  const Panel = extras.parts?.Panel;
  const related = hasRelated(catalog, entity, parts?.name);

  const tabs = [
    ...(phone
      ? [{ value: 'details', label: t('record.details'), panel: <RecordFields entity={entity} row={row} /> }]
      : []),
    ...(timeline
      ? [{ value: 'timeline', label: t('record.timeline'), panel: <Timeline entity={entity} row={row} /> }]
      : []),
    ...(parts !== undefined && Panel !== undefined
      ? [
          {
            value: parts.path,
            label: label(parts.labelPlural),
            panel: (
              <Suspense fallback={<Waiting lines={4} />}>
                <Panel entity={entity} row={row} />
              </Suspense>
            ),
          },
        ]
      : []),
    ...(phone && related
      ? [
          {
            value: 'related',
            label: t('record.related'),
            panel: <Related entity={entity} row={row} without={parts?.name} />,
          },
        ]
      : []),
    ...(past
      ? [{ value: 'history', label: t('record.history'), panel: <HistoryTab entity={entity} row={row} /> }]
      : []),
    ...(access === null
      ? []
      : [
          {
            value: 'access',
            label: t('record.access'),
            panel: (
              <Suspense fallback={<Waiting lines={4} />}>
                <access.Panel entity={entity} row={row} />
              </Suspense>
            ),
          },
        ]),
  ];
  const show = (next: string) =>
    setParams(
      (old) => {
        const changed = new URLSearchParams(old);
        changed.set('tab', next);
        return changed;
      },
      { replace: false },
    );
  const asked = params.get('tab');
  const tab = tabs.find((one) => one.value === asked)?.value ?? tabs[0]!.value;
  return (
    <>
      <header className="record-head">
        {isMarked(entity) && <Mark name={name} large />}
        <div className="grow">
          <h1 tabIndex={-1} ref={heading} className="ellipsis" title={name}>
            {name}
          </h1>
          <p className="muted ellipsis">{[label(entity.label), subtitle].filter(Boolean).join(' · ')}</p>
        </div>
        {entity.at !== undefined && (
          <Suspense>
            <BringBackRecord entity={entity} id={row.id} />
          </Suspense>
        )}
        <RecordActions entity={entity} row={row} onGone={onGone} onAccess={() => show('access')} />
      </header>
      <BinBanner entity={entity} row={row} />
      {Above !== undefined && (
        <Suspense fallback={null}>
          <Above entity={entity} row={row} />
        </Suspense>
      )}
      <div className={related ? 'record-columns' : 'record-columns record-plain'}>
        {!phone && (
          <section className="record-left" aria-label={t('record.details')} data-region tabIndex={-1}>
            <RecordFields entity={entity} row={row} />
          </section>
        )}
        <section className="record-middle" aria-label={t('record.stream')} data-region tabIndex={-1}>
          <Tabs value={tab} onChange={show} label={t('record.parts')} tabs={tabs} />
        </section>
        {!phone && related && (
          <section className="record-right" aria-label={t('record.related')} data-region tabIndex={-1}>
            <Related entity={entity} row={row} without={parts?.name} />
          </section>
        )}
      </div>
    </>
  );
}
