// Which right is missing, by its name, and the way to ask for it.
import type { ReactElement } from 'react';
import { AskForAccess } from './AskForAccess.tsx';
import { useRightWords } from './right-words.ts';
import { t } from './why-words.ts';

export function MissingRight({ permission }: { permission: string }): ReactElement {
  const right = useRightWords().one(permission);
  return (
    <>
      <p className="muted prose" title={permission}>
        {t('error.missingRight', { right })}
      </p>
      <AskForAccess asked={{ permission }} what={right} />
    </>
  );
}
