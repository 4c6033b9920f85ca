// A process of its own that removes the test cluster a minute after its last user; only one such process lives at a time.
import { setTimeout as pause } from 'node:timers/promises';
import { livingUsers, startReaping, stopTestCluster } from './cluster.ts';

const lingerMs = 60_000;

if (await startReaping()) {
  do {
    for (let since = Date.now(); Date.now() - since < lingerMs;) {
      await pause(2_000);
      if (livingUsers() > 0) since = Date.now();
    }
  } while (!(await stopTestCluster()));
}
