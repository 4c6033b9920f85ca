// Offers a pass-phrase: drawn in the browser, with how many ways there are, and never sent before it is saved.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { PasswordAsked } from '../../contract/password-policy.ts';
import { formatNumber } from '../format.ts';
import { Button } from '../kit/Button.tsx';
import { Failure, Waiting } from '../kit/States.tsx';
import { fetchWords } from './lists.ts';
import { type Phrase, makePhrase } from './phrase.ts';
import { t } from './words.ts';

const fewest = 5;

export function Suggestion({ asked, onUse }: { asked: PasswordAsked; onUse: (phrase: string) => void }): ReactElement {
  const list = useQuery({ queryKey: ['password-words'], queryFn: fetchWords, staleTime: Infinity, gcTime: Infinity });
  const [phrase, setPhrase] = useState<Phrase | null>(null);
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data === undefined) return <Waiting lines={2} />;
  const words = list.data;
  const make = (count: number) => makePhrase(words, { words: count, least: asked.least, classes: asked.classes });
  const shown = phrase ?? make(fewest);
  if (phrase === null) setPhrase(shown);
  return (
    <section className="suggestion stack tight" aria-label={t('password.phrase')}>
      <p className="mono suggestion-text" aria-live="polite">
        {shown.text}
      </p>
      <p className="small muted">
        {t('password.phraseHelp', { count: shown.words, of: formatNumber(words.length), bits: shown.bits })}
      </p>
      <div className="row wrap">
        <Button small variant="primary" onClick={() => onUse(shown.text)}>
          {t('password.phraseUse')}
        </Button>
        <Button small onClick={() => setPhrase(make(fewest))}>
          {t('password.another')}
        </Button>
        <Button small onClick={() => setPhrase(make(shown.words + 1))}>
          {t('password.phraseLonger')}
        </Button>
      </div>
    </section>
  );
}
