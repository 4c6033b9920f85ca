// The directions of the house: which layer a file belongs to, and which layers each may import.

export type Layer =
  | 'contract'
  | 'core'
  | 'feature-contract'
  | 'feature'
  | 'feature-web'
  | 'feature-list'
  | 'edge'
  | 'host'
  | 'web'
  | 'web-main'
  | 'main';

/** The layer of a file, and the feature it belongs to; undefined: it lies where nothing may lie. */
export function layerOf(file: string): { layer: Layer; feature?: string } | undefined {
  const [, first, second, third] = file.split('/');
  if ((first === 'main.ts' && second === undefined) || first === 'main') return { layer: 'main' };
  if (first === 'web' && third === undefined && pagesRoot.has(second ?? '')) return { layer: 'web-main' };
  if (first === 'contract' || first === 'core' || first === 'host' || first === 'edge' || first === 'web') {
    return { layer: first };
  }
  if (first !== 'features' || second === undefined) return undefined;
  // The list of objects is a list of contracts; the list of features is wiring.
  if (third === undefined) return { layer: second === 'entities.ts' ? 'feature-contract' : 'feature-list' };
  if (third === 'web') return { layer: 'feature-web', feature: second };
  return { layer: /^([a-z-]+-)?contract\.ts$/.test(third) ? 'feature-contract' : 'feature', feature: second };
}

/** Where the pages of the features are put together: what main.ts is to the server. */
const pagesRoot = new Set([
  'main.tsx',
  'App.tsx',
  'pages.tsx',
  'past-pages.tsx',
  'safety-pages.tsx',
  'record-extras.ts',
]);

/** Arrow: may import. `feature` and `feature-web` reach only their own feature; another feature is known by its contract alone. */
export const mayImport: Record<Layer, readonly Layer[]> = {
  contract: ['contract'],
  core: ['contract', 'core'],
  'feature-contract': ['contract', 'feature-contract'],
  feature: ['contract', 'core', 'feature-contract', 'feature'],
  'feature-web': ['contract', 'web', 'feature-contract', 'feature-web'],
  'feature-list': ['contract', 'core', 'feature-contract', 'feature', 'feature-list'],
  edge: ['contract', 'core', 'edge'],
  host: ['contract', 'core', 'host'],
  web: ['contract', 'web'],
  'web-main': ['contract', 'web', 'feature-contract', 'feature-web', 'web-main'],
  main: ['contract', 'core', 'feature-contract', 'feature', 'feature-list', 'edge', 'host', 'main'],
};

/** What may be imported beside, as types alone: pages know what the actions of a feature take and answer. */
export const mayImportTypes: Partial<Record<Layer, readonly Layer[]>> = { web: ['feature-contract'] };

/** Packages and Node modules that only some files may name. The first pattern that fits decides; what fits none is free. */
export const guarded: readonly { name: RegExp; may: RegExp; why: string }[] = [
  { name: /^(pg|kysely)(\/|$)/, may: /^src\/core\//, why: 'only core speaks SQL' },
  {
    name: /^graphile-worker/,
    may: /^src\/(core|edge\/jobs|host)\//,
    why: 'jobs are run by edge/jobs, its tables made by host',
  },
  { name: /^(fastify|@fastify\/)/, may: /^src\/edge\/http\//, why: 'only edge/http knows the web server' },
  { name: /^commander/, may: /^src\/edge\/cli\//, why: 'only edge/cli reads command lines' },
  {
    name: /^(react|react-dom|@base-ui|@tanstack|lucide-react|wouter|@lingui|@fontsource|vite|@vitejs)/,
    may: /^src\/(web|features\/[^/]+\/web)\//,
    why: 'pages are made in web and features/*/web',
  },
  {
    name: /^(node:)?(net|tls|http|https|http2|dgram|dns|dns\/promises|undici)$/,
    may: /^src\/core\/net\.ts$/,
    why: 'only core/net opens connections outwards',
  },
  {
    name: /^(node:)?fs(\/promises)?$/,
    may: /^src\/(core\/files(\.ts|\/)|host\/)/,
    why: 'only core/files touches stored bytes; host has its data folder',
  },
  { name: /^(node:)?(child_process|cluster)$/, may: /^src\/host\//, why: 'only the host plane starts processes' },
  { name: /^(node:)?(vm|inspector|repl|module|wasi)$/, may: /^$/, why: 'nothing runs text as code' },
];

/** What pure layers may name at all. */
export const onlyPackages: Partial<Record<Layer, RegExp>> = {
  contract: /^zod\/mini$/,
  'feature-contract': /^zod\/mini$/,
};

/** Words in the code (comments and strings taken out) that only some files may use. */
export const guardedWords: readonly { word: RegExp; where: RegExp; may: RegExp; why: string }[] = [
  {
    word: /(?<![.\w])(fetch\(|new (WebSocket|EventSource|XMLHttpRequest)\b)/,
    where: /^src\/(?!web\/|features\/[^/]+\/web\/)/,
    may: /^src\/core\/net\.ts$/,
    why: 'only core/net opens connections outwards',
  },
  {
    word: /(?<![.\w])fetch\(/,
    where: /^src\/(web\/|features\/[^/]+\/web\/)/,
    may: /^src\/web\/call\.ts$/,
    why: 'what a page sends goes with the token of its session, by web/call',
  },
  {
    word: /\bDate\.now\(|\bnew Date\(\)/,
    where: /^src\/(?!web\/|features\/[^/]+\/web\/)/,
    may: /^src\/core\/clock\.ts$/,
    why: 'time comes from core/clock',
  },
  { word: /\bMath\.random\(/, where: /^src\//, may: /^$/, why: 'randomness comes from node:crypto' },
  { word: /\beval\(|\bnew Function\(/, where: /^src\//, may: /^$/, why: 'nothing runs text as code' },
  {
    word: /\bsql\.(lit\b|raw\((?!tableName\(|keyExpression\(|searchText\(|String\(|entryColumns\)|generatedOf\())/,
    where: /^src\//,
    may: /^$/,
    why: 'text never becomes SQL, but for names that come from declarations',
  },
  { word: /\bdangerouslySetInnerHTML\b|\.innerHTML\b/, where: /^src\//, may: /^$/, why: 'text never becomes HTML' },
  {
    word: /\bprocess\.env\b/,
    where: /^src\//,
    may: /^src\/(host\/(config|settings)|main\.ts)/,
    why: 'settings are read in one place',
  },
];
