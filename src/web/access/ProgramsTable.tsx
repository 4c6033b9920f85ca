// Programs that act in somebody's name, keys and applications alike: what each is, what it may do, when it was last used, and what can be done about it.
import { useQueryClient } from '@tanstack/react-query';
import { MoreHorizontal } from 'lucide-react';
import type { ReactElement } from 'react';
import { totalsRight } from '../../contract/permission.ts';
import { call } from '../call.ts';
import { formatAgo } from '../format.ts';
import { Badge, type Tone } from '../kit/Badge.tsx';
import { Button, IconButton } from '../kit/Button.tsx';
import { cx } from '../kit/class-names.ts';
import { MenuButton } from '../kit/Menu.tsx';
import type { MenuEntry } from '../kit/menu-props.ts';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import { useNamedTotals } from '../saved-totals.ts';
import { useMe } from '../session.ts';
import { tellWaiting } from './pending.ts';
import './programs.css';
import { useRightWords } from './right-words.ts';
import { t } from './words.ts';

export interface Program {
  readonly id: string;
  readonly name: string;
  readonly badge?: { readonly text: string; readonly tone: Tone } | undefined;
  /** what else there is to know, line by line under the name */
  readonly lines: readonly string[];
  readonly rights: readonly string[];
  readonly rightsNote?: string;
  readonly lastUsedAt: string | null;
  readonly usedNote?: string;
  readonly owner?: string;
  /** what can be done: one thing that does no harm is a button, all else a menu */
  readonly items: readonly MenuEntry[];
}

interface Props {
  label: string;
  programs: readonly Program[];
  /** what the first column is called, where that is not the name of a program */
  named?: string;
  /** heading of the column of owners; absent: there is none */
  owners?: string;
}

export function ProgramsTable({ label, programs, named, owners }: Props): ReactElement {
  // Saved totals one may open oneself are called by their names; of others it is said that there are some.
  const totals = useNamedTotals(useMe()).map(({ id, name }) => ({ right: totalsRight(id), name }));
  const words = useRightWords(undefined, totals);
  return (
    <table className={cx('table', 'programs', programs.some(hasButton) && 'programs-ended')} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{named ?? t('programs.name')}</th>
          <th scope="col" className="hide-phone">
            {t('programs.rights')}
          </th>
          <th scope="col">{t('programs.lastUsed')}</th>
          {owners !== undefined && (
            <th scope="col" className="hide-phone">
              {owners}
            </th>
          )}
          <th scope="col">
            <span className="sr">{t('list.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {programs.map((p) => (
          <Line key={p.id} program={p} rights={words.all(p.rights)} owned={owners !== undefined} />
        ))}
      </tbody>
    </table>
  );
}

/** One thing that does no harm needs no menu. */
function hasButton({ items }: Program): boolean {
  const [only] = items;
  return items.length === 1 && typeof only === 'object' && only.danger !== true;
}

function Line({ program: p, rights, owned }: { program: Program; rights: string; owned: boolean }): ReactElement {
  return (
    <tr>
      <td>
        <span className="strong">{p.name}</span> {p.badge && <Badge tone={p.badge.tone}>{p.badge.text}</Badge>}
        {p.lines.map((line) => (
          <span key={line} className="small muted block ellipsis" title={line}>
            {line}
          </span>
        ))}
      </td>
      <td className="hide-phone" title={rights}>
        <span className="block programs-rights">{rights}</span>
        {p.rightsNote !== undefined && <span className="small muted block">{p.rightsNote}</span>}
      </td>
      <td>
        <span className="block">{p.lastUsedAt === null ? t('programs.never') : formatAgo(p.lastUsedAt)}</span>
        <span className="small muted block">{p.usedNote ?? ''}</span>
      </td>
      {owned && <td className="hide-phone">{p.owner}</td>}
      <td className="cell-more">
        <Ways of={p} />
      </td>
    </tr>
  );
}

function Ways({ of: program }: { of: Program }): ReactElement | null {
  const { name, items } = program;
  const [only] = items;
  if (only === undefined) return null;
  if (typeof only === 'object' && hasButton(program))
    return (
      <Button small onClick={only.onSelect}>
        {only.text}
      </Button>
    );
  const label = t('programs.more', { name });
  return <MenuButton trigger={<IconButton icon={MoreHorizontal} label={label} />} label={label} items={[...items]} />;
}

/** What an act on one of them answers: a new secret, how many connections have ended. */
export interface Acted {
  readonly secret?: string;
  readonly ended?: number;
}

/** Does something about one of them; what has to be approved first says so. `key`: what is then asked for again. */
export function useAct(key: readonly string[]) {
  const client = useQueryClient();
  return (method: 'POST' | 'DELETE', path: string, body: object | null, then: (data: Acted) => void): void => {
    call<Acted>(method, path, body === null ? {} : { body }).then(
      ({ data }) => {
        if (!tellWaiting(data)) then(data);
        return client.invalidateQueries({ queryKey: key });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
}
