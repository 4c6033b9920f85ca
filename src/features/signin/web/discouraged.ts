// Whether the company asks browsers not to keep passwords: forms for them say so to managers. Should it not be known, managers are as welcome as anywhere.
import { useEffect, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import type { askedOfSaving } from '../../passwords/contract.ts';
import { call } from '../../../web/call.ts';

export function useDiscouraged(): boolean {
  const [discouraged, setDiscouraged] = useState(false);
  useEffect(() => {
    call<AnswerOf<typeof askedOfSaving>>('GET', '/passwords/saving', { signingIn: true, background: true }).then(
      ({ data }) => setDiscouraged(data.discouraged),
      () => undefined,
    );
  }, []);
  return discouraged;
}
