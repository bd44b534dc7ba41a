import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What lets a browser in: 256 random bits made at each launch, sent once in the address and then kept as a cookie. */
export interface LaunchTokens {
  /** Good for as long as the host runs; for the address that only the user's own terminal shows. */
  readonly lasting: string;
  /** A token that is good once: command lines, where an opened address appears, are visible to other users. */
  createSingleUse(): string;
  /** Whether a token from an address is good; a single-use one is not, afterwards. */
  redeem(token: string): boolean;
  /** Value of the cookie that stands for a redeemed token. */
  readonly session: string;
  isSession(value: string): boolean;
}

export function createLaunchTokens(): LaunchTokens {
  const lasting = createToken();
  const session = createToken();
  const singleUse = new Set<string>();
  return {
    lasting,
    session,
    createSingleUse() {
      const token = createToken();
      singleUse.add(token);
      return token;
    },
    redeem: (token) => singleUse.delete(token) || isEqual(token, lasting),
    isSession: (value) => isEqual(value, session),
  };
}

function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** In constant time; over digests, as the lengths may differ. */
function isEqual(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
