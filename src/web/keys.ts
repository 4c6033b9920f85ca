// The shortcuts of the whole window. Pages register theirs while they are shown; the last page registered wins.
import { useEffect, useRef } from 'react';

/** Keys as people write them: "c", "/", "?", "[", "g c", "Escape". */
export type KeyMap = Readonly<Record<string, () => void>>;

const layers: { current: KeyMap }[] = [];

export function useRegister(keys: KeyMap): void {
  const layer = useRef(keys);
  layer.current = keys;
  useEffect(() => {
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, []);
}

const storageKey = 'letter-shortcuts';

/** Shortcuts of a single letter can be turned off (WCAG 2.1.4). */
export function lettersOn(): boolean {
  return localStorage.getItem(storageKey) !== 'off';
}

export function setLetters(on: boolean): void {
  localStorage.setItem(storageKey, on ? 'on' : 'off');
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input:not([type=checkbox]), textarea, select, [role=combobox], [role=listbox], [role=menu] *'))
  );
}

/** Arrows scroll where somebody is; only from a page nobody stepped into yet do they lead into its list. */
function mayStepIn(e: KeyboardEvent): boolean {
  return !e.key.startsWith('Arrow') || (e.target instanceof HTMLElement && e.target.matches('body, main, h1'));
}

let prefix: { key: string; at: number } | null = null;

function find(key: string): (() => void) | undefined {
  return layers.toReversed().find((layer) => layer.current[key] !== undefined)?.current[key];
}

/** What a key means now. "g" waits a moment for the letter after it, and the two together come before the letter alone. */
function meaningOf(e: KeyboardEvent): (() => void) | undefined {
  const chord = prefix !== null && e.timeStamp - prefix.at < 1500 ? find(`${prefix.key} ${e.key}`) : undefined;
  prefix = null;
  const found = chord ?? find(e.key);
  if (found === undefined && e.key === 'g') prefix = { key: 'g', at: e.timeStamp };
  return found;
}

export function listenToKeys(): () => void {
  const listener = (e: KeyboardEvent) => {
    if (e.defaultPrevented || e.isComposing || e.altKey) return;
    const ctrl = e.ctrlKey || e.metaKey;
    if (ctrl) {
      const found = layers.toReversed().find((l) => l.current[`Ctrl ${e.key.toLowerCase()}`] !== undefined);
      if (found === undefined || (e.key.toLowerCase() === 'z' && isTyping(e.target))) return;
      e.preventDefault();
      found.current[`Ctrl ${e.key.toLowerCase()}`]!();
      return;
    }
    const modal = document.querySelector('#floating [role=dialog], #floating [role=menu]') !== null;
    if (modal || isTyping(e.target) || !mayStepIn(e)) return;
    if (e.key.length === 1 && !lettersOn() && e.key !== '?') return;
    const run = meaningOf(e);
    if (run === undefined) return;
    e.preventDefault();
    run();
  };
  window.addEventListener('keydown', listener);
  return () => window.removeEventListener('keydown', listener);
}
