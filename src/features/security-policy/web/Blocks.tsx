// Draws a text as elements of our own: what it is made of are blocks and runs of plain text, so nothing in it can be anything else.
import { Fragment, type ReactElement, type ReactNode } from 'react';
import type { Block, Span } from '../contract.ts';

function Run({ span: { text, strong, em, code, href } }: { span: Span }): ReactElement {
  const lines = text.split('\n');
  let inner: ReactNode = lines.map((line, i) => (
    <Fragment key={i}>
      {i > 0 && <br />}
      {line}
    </Fragment>
  ));
  if (code) inner = <code>{inner}</code>;
  if (em) inner = <em>{inner}</em>;
  if (strong) inner = <strong>{inner}</strong>;
  if (href === null) return <>{inner}</>;
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {inner}
    </a>
  );
}

const runs = (spans: readonly Span[]): ReactElement[] => spans.map((span, i) => <Run key={i} span={span} />);

interface Node {
  readonly block: Block;
  readonly under: Node[];
}

/** Items of a list that follow each other, with what lies under each. */
function treeOf(items: readonly Block[]): Node[] {
  const roots: Node[] = [];
  const open: Node[] = [];
  for (const block of items) {
    const node: Node = { block, under: [] };
    while (open.length > 0 && (open.at(-1)?.block.level ?? -1) >= block.level) open.pop();
    (open.at(-1)?.under ?? roots).push(node);
    open.push(node);
  }
  return roots;
}

function List({ nodes }: { nodes: readonly Node[] }): ReactElement {
  const numbered = nodes[0]?.block.number !== null;
  const lines = nodes.map(({ block, under }, i) => (
    <li key={i} {...(block.number === null ? {} : { value: block.number })}>
      {runs(block.spans)}
      {under.length > 0 && <List nodes={under} />}
    </li>
  ));
  return numbered ? <ol>{lines}</ol> : <ul>{lines}</ul>;
}

const headings = ['h2', 'h2', 'h3', 'h4', 'h4'] as const;

function One({ block }: { block: Block }): ReactElement {
  if (block.kind === 'heading') {
    const Heading = headings[block.level] ?? 'h4';
    return <Heading>{runs(block.spans)}</Heading>;
  }
  if (block.kind === 'line') return <hr />;
  if (block.kind === 'code') return <pre>{block.spans.map((span) => span.text).join('')}</pre>;
  if (block.kind === 'quote') return <blockquote>{runs(block.spans)}</blockquote>;
  return <p>{runs(block.spans)}</p>;
}

export function Blocks({ blocks }: { blocks: readonly Block[] }): ReactElement {
  const parts: ReactElement[] = [];
  let items: Block[] = [];
  const endList = () => {
    if (items.length > 0) parts.push(<List key={parts.length} nodes={treeOf(items)} />);
    items = [];
  };
  for (const block of blocks) {
    if (block.kind === 'item') items.push(block);
    else {
      endList();
      parts.push(<One key={parts.length} block={block} />);
    }
  }
  endList();
  return <div className="policy-text">{parts}</div>;
}
