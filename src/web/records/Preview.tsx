// A record beside its list: docked where there is room, so that the list stays alive; a dialog where there is not.
import { Maximize2, X } from 'lucide-react';
import { type ReactElement, type ReactNode, useState } from 'react';
import type { EntityInfo } from '../catalog.ts';
import { label, t } from '../i18n/i18n.ts';
import { Mark } from '../kit/Badge.tsx';
import { IconButton } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { Failure, Waiting } from '../kit/States.tsx';
import { Tabs } from '../kit/Tabs.tsx';
import type { Row } from '../row.ts';
import { useCatalog } from '../use-catalog.ts';
import { BinBanner } from './BinBanner.tsx';
import { isMarked, nameOf } from './GridRow.tsx';
import { hasTimeline } from './parts.ts';
import { RecordActions } from './RecordActions.tsx';
import { RecordFields } from './RecordFields.tsx';
import { subtitleOf } from './subtitle.ts';
import { Timeline } from './Timeline.tsx';
import { useRecord } from './use-record.ts';

export interface PreviewProps {
  entity: EntityInfo;
  id: string;
  docked: boolean;
  onClose: () => void;
  onOpen: () => void;
}

export function Preview({ entity, id, docked, onClose, onOpen }: PreviewProps): ReactElement {
  const record = useRecord(entity, id);
  const row = record.data;
  const body = record.isError ? (
    <Failure error={record.error} onRetry={() => void record.refetch()} />
  ) : row === undefined ? (
    <Waiting lines={8} />
  ) : (
    <PreviewBody key={id} entity={entity} row={row} />
  );
  if (!docked) {
    return (
      <Dialog
        open
        onClose={onClose}
        size="medium"
        className="dialog-preview"
        title={<PreviewTitle entity={entity} row={row} />}
      >
        {body}
      </Dialog>
    );
  }
  return (
    <aside
      className="panel"
      aria-label={t('record.previewOf', { name: row === undefined ? label(entity.label) : nameOf(row) })}
      data-region
      tabIndex={-1}
    >
      <div className="panel-head">
        <PreviewTitle entity={entity} row={row} />
        <IconButton icon={Maximize2} label={t('record.open')} shortcut="Enter" onClick={onOpen} />
        {row !== undefined && <RecordActions entity={entity} row={row} onGone={onClose} />}
        <IconButton icon={X} label={t('common.close')} shortcut="Esc" onClick={onClose} />
      </div>
      {body}
    </aside>
  );
}

function PreviewTitle({ entity, row }: { entity: EntityInfo; row: Row | undefined }): ReactNode {
  if (row === undefined) return <span className="grow" />;
  const subtitle = subtitleOf(entity, row);
  return (
    <span className="preview-title grow">
      {isMarked(entity) && <Mark name={nameOf(row)} />}
      <span className="two grow">
        <span className="panel-name ellipsis">{nameOf(row)}</span>
        {subtitle !== '' && <span className="muted ellipsis small">{subtitle}</span>}
      </span>
    </span>
  );
}

function PreviewBody({ entity, row }: { entity: EntityInfo; row: Row }): ReactElement {
  const [tab, setTab] = useState<'details' | 'timeline'>('details');
  const withTimeline = hasTimeline(useCatalog(), entity);
  return (
    <div className="panel-body">
      <BinBanner entity={entity} row={row} />
      {withTimeline ? (
        <Tabs
          value={tab}
          onChange={setTab}
          label={t('record.parts')}
          tabs={[
            { value: 'details', label: t('record.details'), panel: <RecordFields entity={entity} row={row} /> },
            { value: 'timeline', label: t('record.timeline'), panel: <Timeline entity={entity} row={row} /> },
          ]}
        />
      ) : (
        <RecordFields entity={entity} row={row} />
      )}
    </div>
  );
}
