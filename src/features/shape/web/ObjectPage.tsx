// One object and its fields: one's own first, with what each is, where it is used and how often it is filled; then the built-in and the retired ones.
import { ArrowLeft, MoreHorizontal, Plus } from 'lucide-react';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { formatNumber } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { MenuButton } from '../../../web/kit/Menu.tsx';
import type { MenuEntry } from '../../../web/kit/menu-props.ts';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { FieldView, ObjectOverview, ObjectView } from '../contract.ts';
import { FieldDialog } from './FieldDialog.tsx';
import { FieldTable } from './FieldTable.tsx';
import { ObjectDialog } from './ObjectDialog.tsx';
import { PurgeDialog } from './PurgeDialog.tsx';
import { RetypeDialog } from './RetypeDialog.tsx';
import { sayDone, sayFailed, useChange, useFilled, useObject } from './use-shape.ts';
import { t } from './words.ts';
import './shape.css';

/** What is being done just now: one window at a time. */
type Doing =
  | { readonly what: 'add' | 'rename' }
  | { readonly what: 'edit' | 'retype' | 'purge'; readonly field: FieldView };

export function ObjectPage({ name }: { name: string }): ReactElement {
  const view = useObject(name);
  const title = view.data === undefined ? t('shape.objects') : label(view.data.object.labelPlural);
  usePageTitle(title);
  return (
    <div className="page">
      <div className="record-walk row">
        <Link href="/shape" className="row back-link">
          <ArrowLeft className="icon" aria-hidden />
          {t('shape.back')}
        </Link>
      </div>
      {view.isError ? (
        <>
          <h1 tabIndex={-1} className="sr">
            {title}
          </h1>
          <Failure error={view.error} onRetry={() => void view.refetch()} />
        </>
      ) : view.isPending ? (
        <>
          <h1 tabIndex={-1} className="sr">
            {title}
          </h1>
          <Waiting lines={8} />
        </>
      ) : (
        <Whole view={view.data} />
      )}
    </div>
  );
}

function Whole({ view }: { view: ObjectView }): ReactElement {
  const { object, fields } = view;
  const [doing, setDoing] = useState<Doing | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const filled = useFilled(object.name, !object.retired);
  const own = fields.filter((f) => f.own !== null && !f.retired);
  const builtIn = fields.filter((f) => f.own === null);
  const retired = fields.filter((f) => f.retired);
  const acts = useActs(setDoing);
  const close = () => setDoing(null);
  const add = () => setDoing({ what: 'add' });
  return (
    <>
      <header className="page-head">
        <h1 tabIndex={-1} ref={heading} className="ellipsis">
          {label(object.labelPlural)}
        </h1>
        {object.retired && <Badge>{t('shape.retired')}</Badge>}
        <span className="grow" />
        <ObjectMenu object={object} onRename={() => setDoing({ what: 'rename' })} />
        {!object.retired && (
          <Button variant="primary" icon={Plus} className="page-primary" onClick={add}>
            {t('shape.addField')}
          </Button>
        )}
      </header>
      <div className="shape-body">
        <Budget view={view} />
        <section aria-labelledby="shape-own">
          <h2 id="shape-own" className="shape-heading">
            {t('shape.fieldsOfYours')}
          </h2>
          {own.length === 0 ? (
            <Empty title={t('shape.none')}>
              <p className="muted prose">{t('shape.noneHelp')}</p>
              {!object.retired && (
                <Button icon={Plus} onClick={add}>
                  {t('shape.addField')}
                </Button>
              )}
            </Empty>
          ) : (
            <FieldTable
              object={object.name}
              fields={own}
              filled={filled.data}
              labelledBy="shape-own"
              acts={object.retired ? null : acts}
            />
          )}
        </section>
        {retired.length > 0 && (
          <section aria-labelledby="shape-retired">
            <h2 id="shape-retired" className="shape-heading">
              {t('shape.retired')}
            </h2>
            <p className="muted small shape-under">{t('shape.retiredHelp')}</p>
            <FieldTable
              object={object.name}
              fields={retired}
              filled={filled.data}
              labelledBy="shape-retired"
              acts={object.retired ? null : acts}
            />
          </section>
        )}
        <section aria-labelledby="shape-built-in">
          <h2 id="shape-built-in" className="shape-heading">
            {t('shape.builtIn')}
          </h2>
          <p className="muted small shape-under">{t('shape.builtInHelp')}</p>
          <FieldTable
            object={object.name}
            fields={builtIn}
            filled={filled.data}
            labelledBy="shape-built-in"
            acts={null}
          />
        </section>
      </div>
      {doing?.what === 'add' && <FieldDialog object={object} fields={fields} onClose={close} />}
      {doing?.what === 'edit' && <FieldDialog object={object} fields={fields} field={doing.field} onClose={close} />}
      {doing?.what === 'rename' && <ObjectDialog object={object} onClose={close} />}
      {doing?.what === 'retype' && <RetypeDialog field={doing.field} onClose={close} />}
      {doing?.what === 'purge' && <PurgeDialog field={doing.field} onClose={close} />}
    </>
  );
}

function useActs(onDo: (doing: Doing) => void): (field: FieldView) => MenuEntry[] {
  const change = useChange();
  const retire = (field: FieldView) => {
    change('POST', `/fields/${field.own}/retire`).then(
      () =>
        sayDone(t('shape.retiredNow', { name: field.label }), {
          label: t('shape.bringBack'),
          run: () => revive(field),
        }),
      sayFailed,
    );
  };
  const revive = async (field: FieldView) => {
    await change('POST', `/fields/${field.own}/revive`);
    sayDone(t('shape.backAgain', { name: field.label }), {
      label: t('shape.retire'),
      run: () => change('POST', `/fields/${field.own}/retire`),
    });
  };
  return (field) =>
    field.retired
      ? [
          { text: t('shape.bringBack'), onSelect: () => void revive(field).catch(sayFailed) },
          'line',
          { text: t('shape.purge'), danger: true, onSelect: () => onDo({ what: 'purge', field }) },
        ]
      : [
          { text: t('shape.change'), onSelect: () => onDo({ what: 'edit', field }) },
          ...(field.formula === null && field.rollUp === null
            ? [{ text: t('shape.changeKind'), onSelect: () => onDo({ what: 'retype', field }) }]
            : []),
          'line',
          { text: t('shape.retire'), onSelect: () => retire(field) },
        ];
}

function ObjectMenu({ object, onRename }: { object: ObjectOverview; onRename: () => void }): ReactElement | null {
  const change = useChange();
  const seen = useCatalog().byName.has(object.name);
  const name = object.labelPlural;
  const retire = async () => {
    await change('POST', `/objects/${object.own}/retire`);
    sayDone(t('shape.objectRetired', { name }), { label: t('shape.bringBack'), run: revive });
  };
  const revive = async () => {
    await change('POST', `/objects/${object.own}/revive`);
    sayDone(t('shape.objectRevived', { name }), { label: t('shape.objectRetire'), run: retire });
  };
  if (object.own === null)
    return seen ? (
      <Link href={`/${object.path}`} className="btn hide-phone">
        {t('shape.open', { what: label(object.labelPlural).toLocaleLowerCase() })}
      </Link>
    ) : null;
  return (
    <>
      {seen && (
        <Link href={`/${object.path}`} className="btn btn-plain hide-phone">
          {t('shape.open', { what: label(object.labelPlural).toLocaleLowerCase() })}
        </Link>
      )}
      {object.retired ? (
        <Button onClick={() => void revive().catch(sayFailed)}>{t('shape.bringBack')}</Button>
      ) : (
        <MenuButton
          trigger={<IconButton icon={MoreHorizontal} label={t('shape.renameObject', { name })} bordered />}
          label={t('shape.renameObject', { name })}
          items={[
            { text: t('shape.rename'), onSelect: onRename },
            'line',
            { text: t('shape.objectRetire'), onSelect: () => void retire().catch(sayFailed) },
          ]}
        />
      )}
    </>
  );
}

/** How much of what an object can carry is used, in numbers and as a bar. */
function Budget({ view: { object, limits } }: { view: ObjectView }): ReactElement {
  const lines = [
    {
      key: 'fields',
      used: object.added,
      allowed: limits.fieldsPerObject,
      text: t('shape.fieldsUsed', spent(object.added, limits.fieldsPerObject)),
    },
    {
      key: 'indexes',
      used: object.indexes,
      allowed: limits.indexesPerObject,
      text: t('shape.indexesUsed', spent(object.indexes, limits.indexesPerObject)),
    },
  ];
  return (
    <div className="shape-budget">
      {lines.map((line) => (
        <div key={line.key} className="shape-budget-line">
          <span className="small num">{line.text}</span>
          <progress className="progress" value={line.used} max={line.allowed} aria-label={line.text} />
        </div>
      ))}
      <p className="small muted">{t('shape.indexesHelp')}</p>
    </div>
  );
}

function spent(used: number, allowed: number): { used: string; allowed: string } {
  return { used: formatNumber(used), allowed: formatNumber(allowed) };
}
