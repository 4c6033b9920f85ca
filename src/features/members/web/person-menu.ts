// What an administrator can do with a person, as the entries of the menu on their line.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { AnswerOf } from '../../../contract/action.ts';
import type { linkForMember } from '../contract.ts';
import type { erasedMembers } from '../leaving-contract.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call } from '../../../web/call.ts';
import type { MenuEntry } from '../../../web/kit/menu-props.ts';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { Row } from '../../../web/row.ts';
import { may, useMe } from '../../../web/session.ts';
import { offerUndo } from '../../../web/undo.ts';
import type { OneTimeLink } from './LinkDialog.tsx';
import { t } from './words.ts';

export type ErasedOut = AnswerOf<typeof erasedMembers>['rows'][number];

/** The windows a line of the list can open. */
export interface PersonWindows {
  readonly onLink: (link: OneTimeLink) => void;
  readonly onRoles: (row: Row) => void;
  readonly onDevices: (row: Row) => void;
  readonly onClosing: (row: Row) => void;
  readonly onErase: (row: Row) => void;
  readonly onRescue: (row: Row) => void;
}

/** By id; people who were erased. */
export function useErased(): ReadonlyMap<string, ErasedOut> {
  const erased = useQuery({
    queryKey: ['members', 'erased'],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof erasedMembers>>('GET', '/members/erased', { signal })).data.rows,
  });
  return new Map(erased.data?.map((row) => [row.id, row]));
}

const failed = (error: unknown) => void showToast({ text: problemLine(error), tone: 'danger' });

function usePersonActions(row: Row, onLink: (link: OneTimeLink) => void) {
  const client = useQueryClient();
  const name = row.title ?? '';
  return {
    makeLink: (mail: boolean) => {
      const body = mail ? { mail } : {};
      const purpose = row['status'] === 'invited' ? 'invite' : 'reset';
      call<AnswerOf<typeof linkForMember>>('POST', `/members/${row.id}/link`, { body }).then(({ data }) => {
        if (tellWaiting(data)) return;
        if (data.url === null) showToast({ text: t('members.linkMailed', { name }) });
        else onLink({ ...data, url: data.url, name, purpose });
      }, failed);
    },
    reopen: () => {
      call('POST', `/members/${row.id}/reactivate`).then(({ data, operation }) => {
        if (!tellWaiting(data)) offerUndo(client, t('members.reactivated', { name }), operation);
        return client.invalidateQueries({ queryKey: ['list', 'user'] });
      }, failed);
    },
    /** What was begun and did not come to its end is gone on with. */
    goOn: () => {
      call('POST', `/members/${row.id}/erase`, { body: { name, reason: t('members.eraseGoesOn') } }).then(
        ({ data }) => {
          if (!tellWaiting(data)) showToast({ text: t('members.erasing') });
        },
        failed,
      );
    },
  };
}

export function usePersonMenu(row: Row, windows: PersonWindows, erased: ErasedOut | undefined): MenuEntry[] {
  const me = useMe();
  const { makeLink, reopen, goOn } = usePersonActions(row, windows.onLink);
  const status = row['status'];
  if (erased !== undefined) return erased.finished ? [] : [{ text: t('members.eraseOn'), onSelect: goOn }];
  const items: MenuEntry[] = [{ text: t('members.changeRoles'), onSelect: () => windows.onRoles(row) }];
  if (status === 'invited' || status === 'active') {
    const kind = status === 'invited' ? 'members.newInvitation' : 'members.resetLink';
    items.push({ text: t(kind), onSelect: () => makeLink(false) });
    if (me.mail) items.push({ text: t(`${kind}Mail`), onSelect: () => makeLink(true) });
  }
  if (status === 'active') items.push({ text: t('members.devices'), onSelect: () => windows.onDevices(row) });
  if (row.id === me.user.id) return items;
  if (status === 'active') {
    items.push({ text: t('members.rescue'), onSelect: () => windows.onRescue(row) });
    items.push('line', { danger: true, text: t('members.deactivate'), onSelect: () => windows.onClosing(row) });
    return items;
  }
  items.push('line');
  if (status === 'inactive') items.push({ text: t('members.reactivate'), onSelect: reopen });
  if (may(me, 'admin.erasure'))
    items.push({ danger: true, text: t('members.erase'), onSelect: () => windows.onErase(row) });
  return items.at(-1) === 'line' ? items.slice(0, -1) : items;
}
