// The browsers somebody is known by: one's own on the account page, somebody's in a window for administrators.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useSending } from '../../../web/kit/sending.tsx';
import type { AnswerOf } from '../../../contract/action.ts';
import { call, reasonFor } from '../../../web/call.ts';

import { countryName, formatAgo, formatDateTime } from '../../../web/format.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { DeviceOut, listDevices, devicesOfMember } from '../../devices/contract.ts';
import { deviceOf } from './device.ts';
import { t } from './words.ts';

const failed = (error: unknown) => void showToast({ text: problemLine(error), tone: 'danger' });

function useDevices(path: string) {
  const client = useQueryClient();
  const devices = useQuery({
    queryKey: ['devices', path],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listDevices | typeof devicesOfMember>>('GET', path, { signal })).data.rows,
  });
  const forget = (end: string, said: string) => {
    call('DELETE', `${path}${end}`).then(() => {
      showToast({ text: said, lasts: 4000 });
      void client.invalidateQueries({ queryKey: ['sessions'] });
      return client.invalidateQueries({ queryKey: ['devices'] });
    }, failed);
  };
  return { devices, forget };
}

const own = '/me/devices';

export function Devices(): ReactElement {
  const { devices, forget } = useDevices(own);
  const [renaming, setRenaming] = useState<DeviceOut | null>(null);
  const others = devices.data?.filter((device) => !device.current).length ?? 0;
  return (
    <section className="card" aria-label={t('devices.title')}>
      <div className="row card-head">
        <h2 className="grow">{t('devices.title')}</h2>
        {others > 0 && (
          <Button onClick={() => forget('', t('devices.othersForgotten'))}>{t('devices.forgetOthers')}</Button>
        )}
      </div>
      <p className="muted prose">{t('devices.help')}</p>
      {devices.isPending && <Waiting lines={3} />}
      {devices.isError && <Failure error={devices.error} onRetry={() => void devices.refetch()} />}
      {devices.data?.length === 0 && <p>{t('devices.none')}</p>}
      <ul className="lines">
        {devices.data?.map((device) => (
          <Line
            key={device.id}
            device={device}
            onRename={() => setRenaming(device)}
            onForget={() => forget(`/${device.id}`, t('devices.forgotten'))}
          />
        ))}
      </ul>
      {renaming !== null && <Rename device={renaming} onClose={() => setRenaming(null)} />}
    </section>
  );
}

/** For whoever administers members. */
export function DevicesDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }): ReactElement {
  const { devices, forget } = useDevices(`/members/${id}/devices`);
  return (
    <Dialog open onClose={onClose} title={t('devices.of', { name })} description={t('devices.ofHelp')}>
      {devices.isPending && <Waiting lines={3} />}
      {devices.isError && <Failure error={devices.error} onRetry={() => void devices.refetch()} />}
      {devices.data?.length === 0 && <p>{t('devices.noneOf', { name })}</p>}
      <ul className="lines">
        {devices.data?.map((device) => (
          <Line key={device.id} device={device} onForget={() => forget(`/${device.id}`, t('devices.forgotten'))} />
        ))}
      </ul>
    </Dialog>
  );
}

interface LineProps {
  device: DeviceOut;
  onRename?: () => void;
  onForget: () => void;
}

function Line({ device: d, onRename, onForget }: LineProps): ReactElement {
  const made = deviceOf(d.userAgent) ?? t('account.unknownDevice');
  const name = d.label ?? made;
  const facts = [
    d.label === null ? '' : made,
    [d.address, d.country === null ? null : countryName(d.country)].filter(Boolean).join(', '),
    t('account.lastSeen', { when: formatAgo(d.lastAt) }),
    t('devices.since', { when: formatDateTime(d.since) }),
    t('devices.sessions', { count: d.sessions }),
  ];
  return (
    <li className="row wrap">
      <div className="grow">
        <p className="row wrap">
          <span className="strong">{name}</span>
          {d.current && <Badge tone="accent">{t('account.thisDevice')}</Badge>}
        </p>
        <p className="small muted">{facts.filter(Boolean).join(' · ')}</p>
      </div>
      {onRename !== undefined && (
        <Button onClick={onRename} aria-label={t('devices.renameNamed', { name })}>
          {t('devices.rename')}
        </Button>
      )}
      <Button onClick={onForget} aria-label={t('devices.forgetNamed', { name })}>
        {t('devices.forget')}
      </Button>
    </li>
  );
}

function Rename({ device, onClose }: { device: DeviceOut; onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const [label, setLabel] = useState(device.label ?? '');
  const state = useSending();
  const save = () =>
    state.send(async () => {
      const text = label.trim();
      await call('PATCH', `${own}/${device.id}`, { body: { label: text === '' ? null : text } });
      await client.invalidateQueries({ queryKey: ['devices'] });
      onClose();
    });
  return (
    <Dialog open size="small" onClose={onClose} title={t('devices.renameTitle')}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (!state.busy) void save();
        }}
      >
        <FormField
          label={t('devices.label')}
          help={t('devices.labelHelp')}
          error={reasonFor(state.error, 'label') ?? (state.error === null ? null : problemLine(state.error))}
        >
          {(control) => (
            <TextInput {...control} autoFocus maxLength={60} value={label} onChange={(e) => setLabel(e.target.value)} />
          )}
        </FormField>
        <div>
          <Button variant="primary" type="submit" busy={state.busy}>
            {t('devices.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
