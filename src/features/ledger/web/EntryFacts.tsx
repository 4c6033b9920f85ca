// The facts of one entry - who, what, through what, what allowed it - each of which can be asked for or taken out, and how the entry is sealed.
import { FilterX, ListFilter } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { useRightWords } from '../../../web/access/right-words.ts';
import { formatNumber } from '../../../web/format.ts';
import { IconButton } from '../../../web/kit/Button.tsx';
import type { AuditState } from './audit-state.ts';
import type { EntryDetail } from './entries.ts';
import { outcomeOf } from './EntryList.tsx';
import { useInstant } from './instants.ts';
import { sayAllowed, saySource } from './say.ts';
import { t } from './words.ts';

export function EntryFacts({ entry, onNarrow }: { entry: EntryDetail; onNarrow: AuditState['narrow'] }): ReactElement {
  const { session, address, request, operation, permission, allowedBy, record, source } = entry;
  const rights = useRightWords();
  return (
    <dl className="audit-facts">
      <Fact name={t('audit.outcome')} narrow={(out) => onNarrow({ outcome: entry.outcome }, out)}>
        {outcomeOf(entry)}
      </Fact>
      <Fact name={t('audit.action')} narrow={(out) => onNarrow({ actions: entry.action, entity: null }, out)}>
        <span className="mono">{entry.action}</span>
      </Fact>
      <Fact name={t('audit.verb')} narrow={(out) => onNarrow({ verb: entry.verb }, out)}>
        {entry.verb}
      </Fact>
      {record !== null && (
        <Fact name={t('audit.about')} narrow={(out) => onNarrow({ record }, out)}>
          {entry.title ?? t('audit.unnamed')}
        </Fact>
      )}
      {permission !== null && (
        <Fact name={t('audit.needed')}>
          <span title={permission}>{rights.one(permission)}</span>
        </Fact>
      )}
      {allowedBy !== null && <Fact name={t('audit.allowedBy')}>{sayAllowed(allowedBy)}</Fact>}
      {source !== null && (
        <Fact name={t('audit.source')} narrow={(out) => onNarrow({ source }, out)}>
          {saySource(source)}
        </Fact>
      )}
      {address !== null && (
        <Fact name={t('audit.address')} narrow={(out) => onNarrow({ address }, out)}>
          {address}
        </Fact>
      )}
      {session !== null && (
        <Fact name={t('audit.session')} narrow={(out) => onNarrow({ session }, out)}>
          <span className="mono">{session}</span>
        </Fact>
      )}
      {request !== null && (
        <Fact name={t('audit.request')} narrow={(out) => onNarrow({ request }, out)}>
          <span className="mono">{request}</span>
        </Fact>
      )}
      <Fact name={t('audit.operation')} narrow={(out) => onNarrow({ operation }, out)}>
        <span className="mono">{operation}</span>
      </Fact>
      <Fact name={t('audit.entry')}>
        <span className="mono">{entry.id}</span>
      </Fact>
    </dl>
  );
}

/** A fact that can be asked for, or taken out. */
function Fact({
  name,
  narrow,
  children,
}: {
  name: string;
  narrow?: (out: boolean) => void;
  children: ReactNode;
}): ReactElement {
  return (
    <>
      <dt>{name}</dt>
      <dd className="audit-fact">
        <span className="grow">{children}</span>
        {narrow && (
          <>
            <IconButton icon={ListFilter} label={t('audit.only', { what: name })} onClick={() => narrow(false)} />
            <IconButton icon={FilterX} label={t('audit.without', { what: name })} onClick={() => narrow(true)} />
          </>
        )}
      </dd>
    </>
  );
}

export function EntrySeal({ entry: { seq, proof, commitment } }: { entry: EntryDetail }): ReactElement {
  const formatInstant = useInstant();
  return (
    <section className="stack tight">
      <h3>{t('audit.sealing')}</h3>
      <dl className="audit-facts">
        <dt>{t('audit.place')}</dt>
        <dd>{seq === null ? t('audit.notSealed') : formatNumber(seq + 1)}</dd>
        {proof !== null && (
          <>
            <dt>{t('audit.leaf')}</dt>
            <dd className="mono audit-hash">{proof.leaf}</dd>
            <dt>{t('audit.head')}</dt>
            <dd>{t('audit.headOf', { size: formatNumber(proof.size), when: formatInstant(proof.at) })}</dd>
            <dt>{t('audit.root')}</dt>
            <dd className="mono audit-hash">{proof.root}</dd>
          </>
        )}
        <dt>{t('audit.commitment')}</dt>
        <dd className="mono audit-hash">{commitment}</dd>
      </dl>
    </section>
  );
}
