// Finds a Chromium for the browser tests, and fetches Debian's where that is possible; says plainly why not where it is not.
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { run } from './run.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function onPath() {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  for (const name of names) {
    for (const folder of folders) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // not here; look on
      }
    }
  }
  return undefined;
}

/** @returns {Promise<{ path?: string, why?: string }>} the program, or why there is none */
export async function findChromium(root) {
  const given = process.env.STRONGROOM_CHROMIUM;
  if (given !== undefined && given !== '') {
    return existsSync(given) ? { path: given } : { why: `STRONGROOM_CHROMIUM names ${given}, which is not there` };
  }
  const found = onPath();
  if (found !== undefined) return { path: found };
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version')) {
    return {
      why: 'there is no Chromium here, and it can be fetched only on Debian; install it, or name it in STRONGROOM_CHROMIUM',
    };
  }
  const asRoot =
    process.getuid?.() === 0
      ? []
      : (await run('sudo', ['-n', 'true'], { cwd: root })).code === 0
        ? ['sudo', '-n']
        : undefined;
  if (asRoot === undefined) {
    return { why: 'there is no Chromium here, and only root may install it: apt-get install chromium' };
  }
  console.log('  fetching Chromium from Debian (once)');
  const apt = async (...args) => {
    const [program, ...rest] = [...asRoot, 'apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=120', ...args];
    return await run(program, rest, { cwd: root, env: { DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: 10 * 60_000 });
  };
  await apt('update');
  const { code, output } = await apt('install', '--no-install-recommends', 'chromium');
  const installed = onPath();
  if (installed !== undefined) return { path: installed };
  return { why: `apt-get could not install Chromium (code ${code}): ${output.trim().split('\n').at(-1) ?? ''}` };
}
