// Chooses a moment: by a slider over all that is on record, with marks where much was changed at once, or by typing it.
import { type KeyboardEvent, type ReactElement, useEffect, useId, useState } from 'react';
import type { PastReach } from '../../features/past/contract.ts';
import { currentRegion } from '../format.ts';
import { Button } from '../kit/Button.tsx';
import './past.css';
import { readMoment, sayMoment, writeMoment } from './moment.ts';
import { t } from './words.ts';

/** Seconds a key moves the slider by. */
const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -10,
  ArrowDown: -10,
  ArrowRight: 10,
  ArrowUp: 10,
  PageUp: 86_400,
  PageDown: -86_400,
};

interface MomentPickerProps {
  value: string;
  reach: PastReach;
  onChange: (instant: string) => void;
}

export function MomentPicker({ value, reach, onChange }: MomentPickerProps): ReactElement {
  const [now] = useState(() => Date.now() - 1000);
  const from = Math.min(now, Math.ceil(new Date(reach.from).getTime() / 1000) * 1000);
  const at = new Date(value).getTime();
  const keep = (ms: number): string => new Date(Math.min(now, Math.max(from, ms))).toISOString();
  const place = (ms: number): number => (now === from ? 100 : (100 * (ms - from)) / (now - from));
  const moments = reach.moments.filter((m) => new Date(m.at).getTime() > from);
  const [dragged, setDragged] = useState<number | null>(null);
  const onKeyDown = (e: KeyboardEvent) => {
    const step = steps[e.key];
    if (step === undefined) return;
    e.preventDefault();
    const seconds = e.shiftKey && Math.abs(step) === 10 ? step * 60 : step;
    onChange(keep(at + seconds * 1000));
  };
  return (
    <div className="moment">
      <div className="moment-line">
        {moments.map((m) => (
          <span
            key={`${m.at}${m.kind}`}
            className="moment-mark"
            style={{ insetInlineStart: `${place(new Date(m.at).getTime())}%` }}
          />
        ))}
        <input
          type="range"
          className="moment-slider"
          min={from}
          max={now}
          step={1000}
          value={dragged ?? at}
          aria-label={t('past.slider', { from: sayMoment(new Date(from).toISOString()) })}
          aria-valuetext={sayMoment(new Date(dragged ?? at).toISOString())}
          onChange={(e) => setDragged(Number(e.target.value))}
          onPointerUp={() => {
            if (dragged !== null) onChange(keep(dragged));
            setDragged(null);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setDragged(null)}
        />
      </div>
      <div className="row wrap moment-row">
        <Typed
          value={dragged === null ? value : new Date(dragged).toISOString()}
          from={from}
          to={now}
          onChange={onChange}
        />
        <Button small onClick={() => onChange(keep(at - 10_000))}>
          {t('past.earlier')}
        </Button>
        <Button small onClick={() => onChange(keep(at + 10_000))}>
          {t('past.later')}
        </Button>
        {moments.slice(0, 4).map((m) => (
          <Button key={`${m.at}${m.kind}`} small onClick={() => onChange(keep(new Date(m.at).getTime() - 1))}>
            {t('past.before', { what: `${sayKind(m)}, ${sayMoment(m.at)}` })}
          </Button>
        ))}
      </div>
      <p className="muted small">{t('past.zone', { zone: currentRegion().timeZone })}</p>
    </div>
  );
}

function sayKind(m: PastReach['moments'][number]): string {
  const kinds = ['bulk', 'import.run', 'member.handOver', 'operation.undo', 'past.restore'] as const;
  const known = kinds.find((k) => k === m.kind);
  const kind = known === undefined ? m.kind : t(`past.kind.${known}`);
  return m.title === '' ? (m.by === null ? kind : `${kind} (${m.by})`) : m.title;
}

interface TypedProps {
  value: string;
  from: number;
  to: number;
  onChange: (instant: string) => void;
}

function Typed({ value, from, to, onChange }: TypedProps): ReactElement {
  const id = useId();
  const [text, setText] = useState(() => writeMoment(value));
  const [unclear, setUnclear] = useState(false);
  useEffect(() => {
    setText(writeMoment(value));
    setUnclear(false);
  }, [value]);
  const put = () => {
    if (text === writeMoment(value)) return;
    const read = readMoment(text, from, to);
    setUnclear(read === null);
    if (read !== null) onChange(read);
  };
  return (
    <div className="moment-typed">
      <label htmlFor={id}>{t('past.at')}</label>
      <input
        id={id}
        className="input num"
        value={text}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={unclear || undefined}
        aria-describedby={unclear ? `${id}-why` : undefined}
        onChange={(e) => setText(e.target.value)}
        onBlur={put}
        onKeyDown={(e) => {
          if (e.key === 'Enter') put();
        }}
      />
      {unclear && (
        <p id={`${id}-why`} className="form-error" role="alert">
          {t('past.unclear', { from: writeMoment(new Date(from).toISOString()) })}
        </p>
      )}
    </div>
  );
}
