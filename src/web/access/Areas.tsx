// The rights that are not about one object, in groups: parts of the product, menus, tools, administration; each with the sentence that says what it allows.
import { ChevronDown, ChevronRight } from 'lucide-react';
import { type ReactElement, useId, useState } from 'react';
import type { RightNames } from '../../contract/right-names.ts';
import { cx } from '../kit/class-names.ts';
import { Checkbox } from '../kit/Checkbox.tsx';
import { t } from './given-words.ts';
import { type Grants, holdsArea, withArea } from './grants.ts';

export interface AreaRow {
  readonly name: string;
  readonly sentence: string;
  /** comes with any object unless it is left out */
  readonly usual: boolean;
}

interface Props {
  areas: readonly AreaRow[];
  words: RightNames;
  grants: Grants;
  before: Grants;
  onChange?: (next: Grants) => void;
  /** groups open one by one; `open`: all of them, because something is looked for */
  folded?: { readonly open: boolean };
}

const groups = ['module', 'menu', 'tool', 'totals', 'admin', 'other'] as const;

function groupOf(name: string): (typeof groups)[number] {
  const start = name.split('.', 1)[0];
  return groups.find((group) => group === start) ?? 'other';
}

/** A sentence that at least three rights of a group have in common is said once, above them. */
function sharedIn(group: readonly AreaRow[]): string | null {
  const counted = Map.groupBy(group, (area) => area.sentence);
  return [...counted].find(([, same]) => same.length > 2)?.[0] ?? null;
}

export function Areas({ areas, folded, ...rest }: Props): ReactElement {
  const grouped = Map.groupBy(areas, (area) => groupOf(area.name));
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  return (
    <>
      {groups.flatMap((group) => {
        const here = grouped.get(group);
        if (here === undefined) return [];
        const held = here.filter((area) => holdsArea(rest.grants, area)).length;
        const open = folded === undefined || folded.open || opened.has(group);
        const shared = sharedIn(here);
        const head = (
          <>
            {t(`areas.${group}`)} <span className="muted">{t('areas.held', { held, count: here.length })}</span>
          </>
        );
        return [
          <section key={group} aria-label={t(`areas.${group}`)}>
            <h3 className="areas-head">
              {folded === undefined ? (
                head
              ) : (
                <button
                  type="button"
                  className="matrix-object"
                  aria-expanded={open}
                  onClick={() => setOpened(new Set([...opened].filter((x) => x !== group).concat(open ? [] : group)))}
                >
                  {open ? <ChevronDown className="icon" aria-hidden /> : <ChevronRight className="icon" aria-hidden />}
                  <span>{head}</span>
                </button>
              )}
            </h3>
            {open && shared !== null && <p className="areas-shared small muted">{shared}</p>}
            {open && (
              <ul className={cx('areas', shared !== null && 'areas-short')}>
                {here.map((area) => (
                  <Area key={area.name} area={area} shared={shared} {...rest} />
                ))}
              </ul>
            )}
          </section>,
        ];
      })}
    </>
  );
}

function Area({
  area,
  shared,
  words,
  grants,
  before,
  onChange,
}: Omit<Props, 'areas' | 'folded'> & { area: AreaRow; shared: string | null }): ReactElement {
  const id = useId();
  const held = holdsArea(grants, area);
  const changed = held !== holdsArea(before, area);
  const says = (
    <span>
      <span className={cx(shared === null && 'strong')} title={area.name}>
        {shared === null ? words.one(area.name) : words.short(area.name)}
      </span>
      {area.sentence !== shared && <span className="small muted block">{area.sentence}</span>}
    </span>
  );
  return (
    <li className={cx(changed && 'matrix-changed')}>
      {onChange === undefined ? (
        <span className={cx('area', !held && 'muted')}>
          <span className="area-sign" aria-hidden>
            {held ? '●' : '○'}
          </span>
          <span className="sr">{t(held ? 'areas.yes' : 'areas.no')}</span>
          {says}
        </span>
      ) : (
        <label className="area" htmlFor={id}>
          <Checkbox id={id} checked={held} onChange={(e) => onChange(withArea(grants, area, e.target.checked))} />
          {says}
        </label>
      )}
    </li>
  );
}
