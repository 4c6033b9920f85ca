// Writes a note, a task, a call or a meeting about the record on the page.
import { useQueryClient } from '@tanstack/react-query';
import { CalendarClock, CheckSquare, NotebookPen, Phone } from 'lucide-react';
import { type ReactElement, useId, useRef, useState } from 'react';
import type { EntityName } from '../../contract/names.ts';
import type { EntityInfo } from '../catalog.ts';
import { reasonFor } from '../call.ts';
import { t } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import { Checkbox } from '../kit/Checkbox.tsx';
import { DateTimeInput } from '../kit/DateInput.tsx';
import { cx } from '../kit/class-names.ts';
import { TextArea, TextInput } from '../kit/TextInput.tsx';
import { useRegister } from '../keys.ts';
import { problemLine } from '../problem-text.ts';
import { offerUndo } from '../undo.ts';
import { refreshEntity } from './cache.ts';
import { createRecord } from './wire.ts';

const types = [
  ['note', NotebookPen],
  ['task', CheckSquare],
  ['call', Phone],
  ['meeting', CalendarClock],
] as const;
type ActivityType = (typeof types)[number][0];

export interface ComposerProps {
  activity: EntityInfo;
  about: { readonly entity: EntityName; readonly id: string; readonly title: string };
}

export function Composer({ activity, about }: ComposerProps): ReactElement {
  const client = useQueryClient();
  const id = useId();
  const box = useRef<HTMLFormElement>(null);
  const [type, setType] = useState<ActivityType>('note');
  const [open, setOpen] = useState(false);
  const [subject, setSubject] = useState('');
  const [body, setBody] = useState('');
  const [due, setDue] = useState<string | null>(null);
  const [done, setDone] = useState(false);
  const [unclear, setUnclear] = useState(false);
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const start = (next: ActivityType) => {
    setType(next);
    setDone(next === 'call');
    setOpen(true);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('input, textarea')?.focus());
  };
  useRegister({ n: () => start('note'), t: () => start('task'), l: () => start('call') });
  const close = () => {
    setOpen(false);
    box.current?.querySelector<HTMLElement>('.composer-types button')?.focus();
    setSubject('');
    setBody('');
    setDue(null);
    setState({ busy: false, error: null });
  };
  const title = type === 'note' ? firstLine(body) : subject.trim();
  const save = async () => {
    if (title === '' || unclear || state.busy) return;
    setState({ busy: true, error: null });
    const values = {
      type,
      subject: title,
      body: body.trim() === '' ? null : body,
      ...(type === 'note' ? {} : { due, done }),
      about: [{ entity: about.entity, id: about.id, role: null }],
    };
    try {
      const answer = await createRecord(activity, values);
      offerUndo(client, t(`composer.saved.${type}`), answer.operation);
      close();
      await Promise.all([client.invalidateQueries({ queryKey: ['timeline'] }), refreshEntity(client, activity.name)]);
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    // keys of the whole form: Ctrl Enter saves, Escape leaves
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      ref={box}
      className={cx('composer', open && 'composer-open')}
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void save();
        if (open && e.key === 'Escape' && !e.defaultPrevented && body === '' && subject === '') {
          e.stopPropagation();
          close();
        }
      }}
    >
      <div className="composer-types" role="group" aria-label={t('composer.type')}>
        {types.map(([key, Icon]) => (
          <Button key={key} small icon={Icon} aria-pressed={open && type === key} onClick={() => start(key)}>
            {t(`activity.${key}`)}
          </Button>
        ))}
      </div>
      {open && (
        <div className="composer-body">
          {type !== 'note' && (
            <TextInput
              aria-label={t('composer.subject')}
              placeholder={t(`composer.hint.${type}`)}
              maxLength={255}
              value={subject}
              onChange={(e) => setSubject(e.target.value)}
            />
          )}
          <TextArea
            aria-label={t(type === 'note' ? 'activity.note' : 'composer.text')}
            placeholder={t(type === 'note' ? 'composer.hint.note' : 'composer.text')}
            maxLength={50_000}
            value={body}
            onChange={(e) => setBody(e.target.value)}
          />
          {type !== 'note' && (
            <div className="row wrap">
              <span className="small muted" id={`${id}-due`}>
                {t(done ? 'composer.when' : 'composer.due')}
              </span>
              <DateTimeInput
                value={due}
                onChange={setDue}
                onUnclear={setUnclear}
                label={t(done ? 'composer.when' : 'composer.due')}
              />
              <label className="row">
                <Checkbox checked={done} onChange={(e) => setDone(e.target.checked)} />
                {t('composer.done')}
              </label>
            </div>
          )}
          {state.error !== null && (
            <p className="form-error" role="alert">
              {reasonFor(state.error, 'subject') ?? problemLine(state.error)} {t('composer.kept')}
            </p>
          )}
          <div className="row">
            <Button variant="primary" small type="submit" busy={state.busy} disabled={title === '' || unclear}>
              {t(`composer.save.${type}`)}
            </Button>
            <Button variant="quiet" small onClick={close}>
              {t('common.cancel')}
            </Button>
            <span className="small muted end hide-phone">{t('composer.keys')}</span>
          </div>
        </div>
      )}
    </form>
  );
}

function firstLine(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
