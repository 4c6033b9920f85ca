// The token a page sends with every change, beside the cookie that goes along by itself: made of the session's own, so that it fits this session alone
// and is another one after every sign-in and fresh proof. Whoever can only make a browser send requests does not know it (T28, C36).
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Problem } from '../../contract/problem.ts';
import { csrfHeader } from '../../contract/page-token.ts';

/** 43 characters; nothing of the session's token can be told from it. */
export function pageTokenOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('strongroom page token').digest('base64url');
}

/** Refuses what was sent with a session but not by a page of it. */
export function checkPageToken(sessionToken: string, sent: string | string[] | undefined): void {
  const [expected, given] = [Buffer.from(pageTokenOf(sessionToken)), Buffer.from(String(sent ?? ''))];
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
    throw new Problem('page-outdated', `${csrfHeader} is that of another session, or is missing.`);
  }
}
