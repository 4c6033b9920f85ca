// What stands at one place of a role, as the roles themselves say it: a scope has its shape beside its word, a right on a field its word.
import type { ReactElement } from 'react';
import { fieldRights, scopeWords } from '../../../web/access/grants.ts';
import { ScopeSign } from '../../../web/access/ScopeSign.tsx';
import { wordFor } from '../../../web/access/word-for.ts';
import { cx } from '../../../web/kit/class-names.ts';

export function Said({ text }: { text: string }): ReactElement {
  if ((fieldRights as readonly string[]).includes(text)) return <>{wordFor('right', text)}</>;
  const word = text.startsWith('rule ') ? 'rule' : text;
  if (word !== 'rule' && !(scopeWords as readonly string[]).includes(word)) return <>{text}</>;
  return (
    <span className={cx('row', word === 'none' && 'muted matrix-none')}>
      <ScopeSign scope={word} />
      {word === 'rule' ? text : wordFor('scope', word)}
    </span>
  );
}
