// The button above totals behind which the saved ones stand, and by which the present question is saved.
import { Bookmark } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../../web/kit/Button.tsx';
import { Popover } from '../../../web/kit/Popover.tsx';
import { useMe } from '../../../web/session.ts';
import type { TotalsQuestionView } from '../../totals/contract.ts';
import { SaveDialog } from './SaveDialog.tsx';
import { SavedList } from './SavedList.tsx';
import { t } from './saved-words.ts';
import { useSavedActions } from './use-saved.ts';

export function SavedMenu({ question }: { question: TotalsQuestionView }): ReactElement {
  const [open, setOpen] = useState(false);
  const [saving, setSaving] = useState(false);
  const [, navigate] = useLocation();
  const { save } = useSavedActions();
  const looking = useMe().looking !== null;
  return (
    <>
      <Popover
        label={t('saved.list')}
        align="end"
        className="saved-popover"
        open={open}
        onOpenChange={setOpen}
        trigger={<Button icon={Bookmark}>{t('saved.title')}</Button>}
      >
        <SavedList onOpen={() => setOpen(false)} />
        {!looking && (
          <div className="popover-foot">
            <Button
              small
              variant="primary"
              onClick={() => {
                setOpen(false);
                setSaving(true);
              }}
            >
              {t('saved.save')}
            </Button>
          </div>
        )}
      </Popover>
      {saving && (
        <SaveDialog
          title={t('saved.saveTitle')}
          description={t('saved.saveHelp')}
          draft={{ name: '', help: '', offered: false }}
          onClose={() => setSaving(false)}
          onSave={async (draft) => {
            const made = await save({ ...draft, question });
            setSaving(false);
            navigate(`/totals/saved/${made.id}`);
          }}
        />
      )}
    </>
  );
}
