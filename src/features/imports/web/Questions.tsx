// What the file does not tell for certain is asked, with how real cells read under each answer. Nothing is guessed silently.
import type { ReactElement } from 'react';
import { Badge } from '../../../web/kit/Badge.tsx';
import type { Question } from '../../../contract/importing.ts';
import type { ImportView } from '../contract.ts';
import type { ImportChange } from './use-import.ts';
import { t } from './words.ts';

const inFile = new Set<Question['ask']>(['encoding', 'delimiter', 'headingRow']);

/** The change that gives an answer: to the whole file, or to one column's format. */
export function answerOf(view: ImportView, question: Question, value: string | number): ImportChange {
  if (inFile.has(question.ask)) return { dialect: { [question.ask]: value } };
  const setting = view.columns.find((c) => c.column === question.column)?.setting;
  if (setting === undefined) return {};
  return { columns: [{ ...setting, format: { ...setting.format, [question.ask]: value } }] };
}

export interface QuestionsProps {
  view: ImportView;
  about: 'file' | 'columns';
  onAnswer: (change: ImportChange) => void;
}

export function Questions({ view, about, onAnswer }: QuestionsProps): ReactElement | null {
  const asked = view.questions.filter((q) => inFile.has(q.ask) === (about === 'file'));
  if (asked.length === 0) return null;
  return (
    <ul className="stack">
      {asked.map((question) => (
        <li key={`${question.ask}.${question.column}`}>
          <OneQuestion view={view} question={question} onAnswer={onAnswer} />
        </li>
      ))}
    </ul>
  );
}

function OneQuestion({
  view,
  question,
  onAnswer,
}: {
  view: ImportView;
  question: Question;
  onAnswer: (change: ImportChange) => void;
}): ReactElement {
  const column = view.columns.find((c) => c.column === question.column);
  return (
    <fieldset className="question">
      <legend>
        <Badge tone="info">{t('import.question')}</Badge>{' '}
        {column !== undefined && <span className="strong">{column.heading}: </span>}
        {question.text}
      </legend>
      <div className="question-choices">
        {question.choices.map((choice) => (
          <label key={String(choice.value)} className="question-choice">
            <input
              type="radio"
              className="radio"
              name={`question-${question.ask}-${question.column}`}
              checked={false}
              onChange={() => onAnswer(answerOf(view, question, choice.value))}
            />
            <span>
              {choice.label}
              {choice.examples.length > 0 && (
                <span className="muted small block">
                  {choice.examples
                    .slice(0, 2)
                    .map((e) => t('import.reads', { cell: e.cell, reads: e.reads }))
                    .join('; ')}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
