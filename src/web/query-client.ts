// How answers are kept: fresh for half a minute, because the event stream says when they are not.
import { QueryClient } from '@tanstack/react-query';
import { CallError, type ProblemBody } from './call.ts';

/** Refusals that are over in a moment. */
function passes(problem: ProblemBody): boolean {
  return problem.status === 503 || problem.status === 429 || problem.code === 'offline';
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 300_000,
        refetchOnWindowFocus: false,
        // a refusal will be the same refusal; only what never arrived is tried again
        retry: (failures, error) => failures < 2 && error instanceof CallError && passes(error.problem),
        retryDelay: (n, error) =>
          Math.max(400 * 2 ** n, error instanceof CallError ? (error.problem.retryAfter ?? 0) * 1000 : 0),
      },
    },
  });
}
