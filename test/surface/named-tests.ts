// Which tests a file holds, read from its text: a claim that names none is found in a second, not after the whole run.
const head = /^( *)(describe|test)\(\s*(?:'((?:[^'\\]|\\.)*)'|`([^`]*)`|(\w+),)/;
const escaped = /[$()*+.?[\\\]^{|}]/g;

/** How one name may look: a template or a variable stands for any text. */
function pattern(fixed: string | undefined, template: string | undefined): string {
  if (fixed !== undefined) return fixed.replaceAll(/\\(.)/g, '$1').replaceAll(escaped, String.raw`\$&`);
  if (template === undefined) return '.+';
  return template
    .split(/\$\{[^}]*\}/)
    .map((part) => part.replaceAll(escaped, String.raw`\$&`))
    .join('.*');
}

/** One expression for each test of a file, matching its whole name, `group > test`. Relies on the indentation the formatter keeps. */
export function namedTests(source: string): RegExp[] {
  const groups: { readonly indent: number; readonly name: string }[] = [];
  return source
    .replaceAll(/(describe|test)\(\n\s*/g, '$1(')
    .split('\n')
    .flatMap((line) => {
      const match = head.exec(line);
      if (match === null) return [];
      const [, indent = '', what, fixed, template] = match;
      while ((groups.at(-1)?.indent ?? -1) >= indent.length) groups.pop();
      const name = pattern(fixed, template);
      if (what === 'describe') {
        groups.push({ indent: indent.length, name });
        return [];
      }
      return [new RegExp(`^${[...groups.map((g) => g.name), name].join(' > ')}$`, 'u')];
    });
}
