// Invites somebody: name, address, roles and teams; the answer is a link to hand over.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Refusal } from '../../../web/kit/sending.tsx';
import type { AnswerOf } from '../../../contract/action.ts';
import type { invite } from '../contract.ts';
import type { LinkOut } from '../../../contract/field.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { fieldOf } from '../../../web/catalog.ts';
import { fieldUis } from '../../../web/fields/fields.tsx';
import { label } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { useMe } from '../../../web/session.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { LinkDialog, type OneTimeLink } from './LinkDialog.tsx';
import { RoleChoices } from './RolesDialog.tsx';
import { t } from './words.ts';

const named = ['name', 'email', 'roles', 'teams'];

export function InviteDialog({ onClose }: { onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const teams = fieldOf(useCatalog().byName.get('user')!, 'teams');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [roles, setRoles] = useState<readonly string[]>([]);
  const mailed = useMe().mail;
  const [byMail, setByMail] = useState(mailed);
  const [inTeams, setInTeams] = useState<readonly LinkOut[] | null>(null);
  const [state, setState] = useState<{ busy: boolean; error: unknown; link: OneTimeLink | null }>({
    busy: false,
    error: null,
    link: null,
  });
  const save = async () => {
    if (state.busy) return;
    setState({ busy: true, error: null, link: null });
    try {
      const { data } = await call<AnswerOf<typeof invite>>('POST', '/members', {
        body: {
          name: name.trim(),
          email: email.trim(),
          roles,
          ...(byMail ? { mail: true } : {}),
          ...(inTeams === null ? {} : { teams: inTeams.map((l) => l.id) }),
        },
      });
      if (tellWaiting(data)) {
        onClose();
        return;
      }
      await client.invalidateQueries({ queryKey: ['list', 'user'] });
      const { url, expiresAt } = data.link;
      if (url === null) {
        showToast({ text: t('members.linkMailed', { name: name.trim() }) });
        onClose();
        return;
      }
      setState({ busy: false, error: null, link: { url, expiresAt, name: name.trim(), purpose: 'invite' } });
    } catch (error) {
      setState({ busy: false, error, link: null });
    }
  };
  if (state.link !== null) return <LinkDialog link={state.link} onClose={onClose} />;
  const general =
    state.error !== null && named.every((f) => reasonFor(state.error, f) === null) ? problemLine(state.error) : null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('members.inviteTitle')}
      description={t(byMail ? 'members.inviteHelpMail' : 'members.inviteHelp')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            variant="primary"
            busy={state.busy}
            disabled={name.trim() === '' || email.trim() === ''}
            onClick={() => void save()}
          >
            {t(byMail ? 'members.sendInvitation' : 'members.makeInvitation')}
          </Button>
        </>
      }
    >
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <Refusal why={general} />
        <FormField label={t('members.name')} required error={reasonFor(state.error, 'name')}>
          {(control) => (
            <TextInput {...control} autoFocus maxLength={120} value={name} onChange={(e) => setName(e.target.value)} />
          )}
        </FormField>
        <FormField label={t('signin.email')} required error={reasonFor(state.error, 'email')}>
          {(control) => (
            <TextInput
              {...control}
              type="email"
              maxLength={254}
              value={email}
              onChange={(e) => setEmail(e.target.value)}
            />
          )}
        </FormField>
        <RoleChoices chosen={roles} onChange={setRoles} error={reasonFor(state.error, 'roles')} />
        {teams !== undefined && (
          <FormField label={label(teams.label)} group>
            {(control) => {
              const { Edit } = fieldUis.links;
              return (
                <Edit
                  field={teams}
                  value={inTeams}
                  onChange={(next) => setInTeams(next as readonly LinkOut[] | null)}
                  control={control}
                />
              );
            }}
          </FormField>
        )}
        {mailed && (
          <label className="row">
            <Checkbox checked={byMail} onChange={(e) => setByMail(e.target.checked)} />
            {t('members.byMail')}
          </label>
        )}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  );
}
