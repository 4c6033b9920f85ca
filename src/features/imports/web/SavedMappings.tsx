// Mappings kept by name: one that fits this file is offered, and what is matched now can be kept for files like it.
import { BookmarkPlus, X } from 'lucide-react';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import type { ImportView } from '../contract.ts';
import type { Importing } from './use-import.ts';
import { t } from './words.ts';

/** Half of its columns must be there for a mapping to be offered. */
const enough = 0.5;

export function SavedMappings({ view, importing }: { view: ImportView; importing: Importing }): ReactElement | null {
  const offered = view.mappings.filter((m) => m.columns > 0 && m.found / m.columns >= enough).slice(0, 5);
  if (offered.length === 0) return null;
  return (
    <section className="stack tight" aria-labelledby="kept-mappings">
      <h2 id="kept-mappings">{t('import.mappings')}</h2>
      <ul className="stack tight">
        {offered.map((m) => (
          <li key={m.id} className="row">
            <span className="strong ellipsis">{m.name}</span>
            <span className="small muted">{t('import.mappingFits', { found: m.found, columns: m.columns })}</span>
            <Button small onClick={() => void importing.change({ mapping: m.id })}>
              {t('import.mappingUse', { name: m.name })}
            </Button>
            <IconButton
              icon={X}
              label={t('import.mappingForget', { name: m.name })}
              onClick={() => void importing.forgetMapping(m.id)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function KeepMapping({ importing }: { importing: Importing }): ReactElement {
  const [name, setName] = useState<string | null>(null);
  if (name === null)
    return (
      <div>
        <Button small variant="quiet" icon={BookmarkPlus} onClick={() => setName('')}>
          {t('import.mappingKeep')}
        </Button>
      </div>
    );
  const keep = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    void importing.keepMapping(name.trim());
    setName(null);
  };
  return (
    <form className="row" onSubmit={keep}>
      <TextInput
        aria-label={t('import.mappingName')}
        placeholder={t('import.mappingName')}
        autoFocus
        maxLength={100}
        value={name}
        onChange={(e) => setName(e.target.value)}
      />
      <Button small type="submit" disabled={name.trim() === ''}>
        {t('import.mappingSave')}
      </Button>
      <Button small variant="quiet" onClick={() => setName(null)}>
        {t('common.cancel')}
      </Button>
    </form>
  );
}
