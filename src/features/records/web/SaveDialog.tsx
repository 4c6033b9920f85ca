// Name, purpose and audience of saved totals: for a question that is saved for the first time, for a copy of it, or to change them.
import { type ReactElement, useState } from 'react';
import { Refusal } from '../../../web/kit/sending.tsx';
import { reasonFor } from '../../../web/call.ts';
import { t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextArea, TextInput } from '../../../web/kit/TextInput.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import { may, useMe } from '../../../web/session.ts';
import { savedTotalsBounds } from '../../../contract/saved-totals.ts';
import { t } from './saved-words.ts';

export interface SaveDraft {
  readonly name: string;
  readonly help: string;
  readonly offered: boolean;
}

interface SaveDialogProps {
  title: string;
  /** what the question is and when it is reckoned, where it is new */
  description?: string;
  draft: SaveDraft;
  /** refuses by throwing; closes by itself */
  onSave: (draft: SaveDraft) => Promise<void>;
  onClose: () => void;
}

export function SaveDialog({ title, description, draft: given, onSave, onClose }: SaveDialogProps): ReactElement {
  const mayOffer = may(useMe(), 'tool.offer-totals') || given.offered;
  const [draft, setDraft] = useState(given);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const change = (next: Partial<SaveDraft>) => setDraft({ ...draft, ...next });
  const ready = draft.name.trim() !== '' && !busy;
  const save = async () => {
    if (!ready) return;
    setBusy(true);
    setError(null);
    try {
      await onSave({ ...draft, name: draft.name.trim(), help: draft.help.trim() });
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  const general =
    error !== null && ['name', 'help'].every((field) => reasonFor(error, field) === null) ? problemLine(error) : null;
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={title}
      {...(description === undefined ? {} : { description })}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{shared('common.cancel')}</Button>
          <Button variant="primary" busy={busy} disabled={draft.name.trim() === ''} onClick={() => void save()}>
            {t('saved.put')}
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
        <FormField label={t('saved.name')} required error={reasonFor(error, 'name')}>
          {(control) => (
            <TextInput
              {...control}
              value={draft.name}
              maxLength={savedTotalsBounds.name}
              onChange={(e) => change({ name: e.target.value })}
            />
          )}
        </FormField>
        <FormField label={t('saved.help')} help={t('saved.helpHelp')} error={reasonFor(error, 'help')}>
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              value={draft.help}
              maxLength={savedTotalsBounds.help}
              onChange={(e) => change({ help: e.target.value })}
            />
          )}
        </FormField>
        <label className="row saved-offer" htmlFor="saved-offer">
          <Checkbox
            id="saved-offer"
            checked={draft.offered}
            disabled={!mayOffer}
            aria-describedby="saved-offer-help"
            onChange={(e) => change({ offered: e.target.checked })}
          />
          {t('saved.offerBox')}
        </label>
        <p className="form-help" id="saved-offer-help">
          {t(mayOffer ? 'saved.offerHelp' : 'saved.offerNot')}
        </p>
      </form>
    </Dialog>
  );
}
