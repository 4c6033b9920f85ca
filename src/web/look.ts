// Goes on as oneself after looking as somebody else. Everything is drawn anew, so that nothing made for that person is acted upon.
import { apiBase, changeHeaders } from './call.ts';

let leaving: Promise<void> | null = null;

/** Also when it ended by itself: until this has been said, the server does nothing for the session. */
export function endLook(): Promise<void> {
  leaving ??= fetch(`${apiBase}/view-as`, {
    method: 'DELETE',
    credentials: 'same-origin',
    headers: changeHeaders('DELETE'),
  }).then(
    () => location.assign('/'),
    () => {
      leaving = null;
    },
  );
  return leaving;
}
