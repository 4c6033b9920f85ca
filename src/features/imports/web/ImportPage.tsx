// One import from the file to its result: the steps on a rail, the step one is at beside it. Everything is on the server; the page may be closed at any time.
import { ArrowLeft, Check } from 'lucide-react';
import { type ReactElement, useEffect, useRef } from 'react';
import { Link, useSearchParams } from 'wouter';
import { cx } from '../../../web/kit/class-names.ts';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import type { ImportView } from '../contract.ts';
import { CheckStep } from './CheckStep.tsx';
import { FileStep } from './FileStep.tsx';
import { LinkStep } from './LinkStep.tsx';
import { MatchStep } from './MatchStep.tsx';
import { ResultStep } from './ResultStep.tsx';
import { RunStep } from './RunStep.tsx';
import type { StepProps } from './step-props.ts';
import { type Step, canGo, isStep, stepOf, steps } from './steps.ts';
import { type Importing, useImport } from './use-import.ts';
import './imports.css';
import { t } from './words.ts';

export function ImportPage({ id }: { id: string }): ReactElement {
  const importing = useImport(id);
  const { query } = importing;
  usePageTitle(t('nav.import'));
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Waiting lines={8} />;
  return <Steps importing={importing} view={query.data} />;
}

const panels: Readonly<Record<Step, (props: StepProps) => ReactElement>> = {
  file: FileStep,
  match: MatchStep,
  link: LinkStep,
  check: CheckStep,
  run: RunStep,
  result: ResultStep,
};

function Steps({ importing, view }: { importing: Importing; view: ImportView }): ReactElement {
  const [params, setParams] = useSearchParams();
  const asked = params.get('step');
  const natural = stepOf(view);
  const step = isStep(asked) && canGo(view, asked) ? asked : natural;
  const heading = useRef<HTMLHeadingElement>(null);
  const go = (next: Step) => setParams({ step: next });
  const before = useRef(natural);
  useEffect(() => {
    // the import went on by itself (a run ended): the page goes along
    if (before.current !== natural) setParams({}, { replace: true });
    before.current = natural;
  }, [natural, setParams]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [step]);
  const Panel = panels[step];
  return (
    <div className="import-page">
      <nav className="import-rail" aria-label={t('import.steps')}>
        <Link href="/import" className="row back-link">
          <ArrowLeft className="icon" aria-hidden />
          {t('import.all')}
        </Link>
        <p className="strong ellipsis import-name" title={view.name}>
          {view.name}
        </p>
        <ol>
          {steps.map((one, n) => (
            <li key={one}>
              <button
                type="button"
                className={cx('import-step', one === step && 'import-step-here')}
                aria-current={one === step ? 'step' : undefined}
                disabled={!canGo(view, one)}
                onClick={() => go(one)}
              >
                <span className="import-number num">
                  {steps.indexOf(natural) > n ? <Check className="icon" aria-hidden /> : n + 1}
                </span>
                {t(`import.step.${one}`)}
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <section className="import-main" aria-labelledby="import-heading">
        <h1 tabIndex={-1} ref={heading} id="import-heading">
          {t(`import.heading.${step}`)}
        </h1>
        <Panel view={view} importing={importing} go={go} />
        {importing.saving && <span className="progress-line" />}
      </section>
    </div>
  );
}
