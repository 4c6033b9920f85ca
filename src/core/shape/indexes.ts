// Which indexes a field of the tenant's own needs: the kinds of core.add_own_index. Their number is bounded.
import { columnOf } from '../../contract/entity.ts';
import { type Field, isVirtual } from '../../contract/field.ts';

export function indexesOf(f: Field): [column: string, kind: string][] {
  if (f.column === undefined) return [];
  const { column } = f;
  if (f.protected === true) return f.unique === true ? [[`${column}_hash`, 'hash']] : [];
  const out: [string, string][] = [];
  if (f.unique === true) out.push([column, 'unique']);
  else if (f.sorted === true) out.push([column, ['text', 'url', 'email', 'phone'].includes(f.kind) ? 'text' : 'plain']);
  if (f.search === true) out.push([column, 'search']);
  if (f.kind === 'ref') out.push([column, 'plain']);
  if (f.kind === 'links' || f.kind === 'multiSelect') out.push([column, 'list']);
  return out;
}

/** The one column that is null where the field is empty; null for what is sealed or reckoned. */
export function storedIn(name: string, f: Field): string | null {
  return f.protected === true || isVirtual(f) ? null : `"${columnOf(name, f)}"`;
}
