// The question in words, with what one can ask by and the values there are, offered as one types: arrows choose, Enter takes, Escape puts away.
import { Search } from 'lucide-react';
import {
  type KeyboardEvent,
  type ReactElement,
  type RefObject,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { type LedgerKey, ledgerKeys, ledgerValues, writeLedgerQuery } from '../../../contract/ledger-query.ts';
import { useFound } from '../../../web/fields/use-found.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { cx } from '../../../web/kit/class-names.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { namedActions, sayAction } from './action-words.ts';
import type { AuditState } from './audit-state.ts';
import { t } from './words.ts';

interface Offer {
  /** what is put in place of the word that is being typed */
  readonly text: string;
  readonly hint: string;
}

const offersMost = 10;
const verbs = [
  'created',
  'edited',
  'archived',
  'restored',
  'purged',
  'merged',
  'read',
  'refused',
  'revealed',
  'shared',
  'signed-in',
  'signed-out',
  'roles set',
  'exported',
] as const;

/** The word at the end of what stands before the caret: quotation marks hold spaces together. */
function wordBefore(text: string): { at: number; not: boolean; key: LedgerKey | null; value: string } {
  const word = /(?:[^\s"]|"(?:[^"\\]|\\.)*"?)*$/.exec(text)?.[0] ?? '';
  const at = text.length - word.length;
  const not = word.startsWith('-');
  const bare = not ? word.slice(1) : word;
  const key = ledgerKeys.find((k) => bare.toLowerCase().startsWith(`${k}:`)) ?? null;
  const value = (key === null ? bare : bare.slice(key.length + 1)).replace(/^"/, '').replace(/"$/, '');
  return { at, not, key, value };
}

export function QueryBox({
  state,
  searchRef,
}: {
  state: AuditState;
  searchRef: RefObject<HTMLInputElement | null>;
}): ReactElement {
  const [text, setText] = useState(state.text);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => setText(state.text), [state.text]);
  const word = wordBefore(text);
  const offers = useOffers(word.key, word.value, open);
  const active = open && chosen < offers.length ? chosen : -1;

  const take = (wanted: string) => {
    setOpen(false);
    setChosen(-1);
    if (wanted.trim() !== state.text) state.ask(wanted.trim());
  };
  const pick = (offer: Offer) => {
    const next = `${text.slice(0, word.at)}${word.not ? '-' : ''}${offer.text}`;
    // behind a key the values come next
    const whole = !offer.text.endsWith(':');
    setText(whole ? `${next} ` : next);
    setChosen(-1);
    searchRef.current?.focus();
    if (whole) take(next);
  };
  const chosenOffer = active >= 0 ? offers[active] : undefined;
  const onKeyDown = (e: KeyboardEvent<HTMLInputElement>) => {
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      if (!open) setOpen(true);
      const step = e.key === 'ArrowDown' ? 1 : -1;
      setChosen(Math.max(-1, Math.min(offers.length - 1, active + step)));
    } else if (e.key === 'Enter') {
      if (chosenOffer === undefined) take(text);
      else pick(chosenOffer);
    } else if (e.key === 'Tab' && chosenOffer !== undefined) pick(chosenOffer);
    else if (e.key === 'Escape' && open) setOpen(false);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  return (
    <div className="audit-query">
      <div className="search-box">
        <Search className="icon" aria-hidden />
        <input
          ref={searchRef}
          type="text"
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          className={cx('input', state.wrong !== null && 'input-wrong')}
          aria-label={t('audit.search')}
          aria-expanded={open && offers.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-invalid={state.wrong !== null}
          aria-describedby={`${id}-help`}
          {...(active < 0 ? {} : { 'aria-activedescendant': `${id}-${active}` })}
          placeholder={t('audit.search')}
          value={text}
          maxLength={2000}
          onChange={(e) => {
            setText(e.target.value);
            setOpen(true);
            setChosen(-1);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => take(text)}
          onKeyDown={onKeyDown}
        />
        <span className="sr" id={`${id}-help`}>
          {state.wrong ?? t('audit.askHelp')}
        </span>
      </div>
      {open && offers.length > 0 && (
        <ul
          ref={list}
          id={`${id}-list`}
          role="listbox"
          aria-label={word.key === null ? t('audit.askKeys') : t('audit.askValues', { key: word.key })}
          className="audit-offers"
        >
          {offers.map((offer, n) => (
            // the box has the focus and the keys: a click is their larger target
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
            <li
              key={offer.text}
              id={`${id}-${n}`}
              role="option"
              aria-selected={n === active}
              className={cx('audit-offer', n === active && 'audit-offer-active')}
              // before the box loses the focus, which would take what stands in it
              onPointerDown={(e) => e.preventDefault()}
              onClick={() => pick(offer)}
            >
              <span className="mono ellipsis">{offer.text}</span>
              <span className="muted small ellipsis">{offer.hint}</span>
            </li>
          ))}
        </ul>
      )}
      {state.wrong !== null && (
        <p className="form-error small" role="alert">
          {state.wrong}
        </p>
      )}
    </div>
  );
}

function useOffers(key: LedgerKey | null, value: string, open: boolean): readonly Offer[] {
  const { entities } = useCatalog();
  const found = useFound(['user'], open && key === 'who');
  const { setText } = found;
  useEffect(() => {
    if (key === 'who') setText(value);
  }, [key, value, setText]);
  return useMemo(() => {
    const folded = value.toLocaleLowerCase();
    const fits = (...texts: string[]): boolean =>
      folded === '' || texts.some((text) => text.toLocaleLowerCase().includes(folded));
    const of = (wanted: string): string => writeLedgerQuery([{ key: key!, values: [wanted], not: false }]);
    if (key === null) {
      return ledgerKeys.filter((k) => k.startsWith(folded)).map((k) => ({ text: `${k}:`, hint: t(`key.${k}`) }));
    }
    let offers: Offer[] = [];
    if (Object.hasOwn(ledgerValues, key))
      offers = ledgerValues[key as keyof typeof ledgerValues]
        .filter((v) => fits(v))
        .map((v) => ({ text: of(v), hint: '' }));
    else if (key === 'verb') offers = verbs.filter((v) => fits(v)).map((v) => ({ text: of(v), hint: '' }));
    else if (key === 'object')
      offers = entities
        .filter((e) => fits(e.name, label(e.labelPlural)))
        .map((e) => ({ text: of(e.name), hint: label(e.labelPlural) }));
    else if (key === 'who')
      offers = found.items.filter((i) => fits(i.title)).map((i) => ({ text: of(i.title), hint: '' }));
    else if (key === 'action') {
      const families = entities.map((e) => ({ text: of(`${e.name}.`), hint: label(e.labelPlural), name: e.name }));
      offers = [
        ...families.filter((f) => fits(f.name, f.hint)),
        ...namedActions
          .filter((name) => fits(name, sayAction(name) ?? ''))
          .map((name) => ({ text: of(name), hint: sayAction(name) ?? '' })),
      ];
    }
    return offers.slice(0, offersMost);
  }, [key, value, entities, found.items]);
}
