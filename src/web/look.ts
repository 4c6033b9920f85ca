// Goes on as oneself after looking as somebody else. Everything is drawn anew, so that nothing made for that person is acted upon.
import { CallError, ask } from './call.ts';

let leaving: Promise<void> | null = null;

/** Also when it ended by itself: until this has been said, the server does nothing for the session. */
export function endLook(): Promise<void> {
  leaving ??= ask('DELETE', '/view-as', { signingIn: true }).then(
    () => location.assign('/'),
    (error: unknown) => {
      if (error instanceof CallError && error.problem.code !== 'offline') location.assign('/');
      else leaving = null;
    },
  );
  return leaving;
}
