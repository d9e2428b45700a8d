/** Who may come in: the page that was opened with the token, in a browser on this machine. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const TOKEN_BYTES = 32;

export type Refusal = { status: number; why: string };

export type Gate = {
  token: string;
  /** Whether the request names this server and no other site made it; needed by every request. */
  refuseForeign(request: IncomingMessage): Refusal | null;
  isToken(given: string): boolean;
  /** What makes a browser remember the token. */
  setCookie: string;
  hasCookie(request: IncomingMessage): boolean;
  isOwnOrigin(origin: string | undefined): boolean;
};

/** For a server on the port, with a token of its own. */
export function createGate(port: number): Gate {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  // Browsers keep cookies by host whatever the port, and there may be several servers.
  const cookie = `mikke-${port}`;
  // Browsers leave out the port that HTTP has anyway.
  const suffix = port === 80 ? '' : `:${port}`;
  // Names that other sites let resolve to this machine are not among them (DNS rebinding).
  const hosts = [`127.0.0.1${suffix}`, `localhost${suffix}`];
  const origins = hosts.map((host) => `http://${host}`);

  const isToken = (given: string) => timingSafeEqual(digest(given), digest(token));
  const isOwnOrigin = (origin: string | undefined) =>
    origin !== undefined && origins.includes(origin);
  return {
    token,
    isToken,
    isOwnOrigin,
    setCookie: `${cookie}=${token}; HttpOnly; SameSite=Strict; Path=/`,
    hasCookie({ headers }) {
      const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
      // Every cookie of the name is compared, as another path may have set one before ours.
      return pairs
        .filter((pair) => pair.startsWith(`${cookie}=`))
        .some((pair) => isToken(pair.slice(cookie.length + 1)));
    },
    refuseForeign({ headersDistinct, headers }) {
      const named = headersDistinct['host'] ?? [];
      if (named.length !== 1) return { status: 400, why: 'it names no host, or several' };
      if (!hosts.includes(named[0])) return { status: 403, why: `its host is ${named[0]}` };
      if (headers.origin !== undefined && !isOwnOrigin(headers.origin)) {
        return { status: 403, why: `its origin is ${headers.origin}` };
      }
      return null;
    },
  };
}

/** Of equal length for all texts, so that comparing takes equally long. */
const digest = (text: string) => createHash('sha256').update(text).digest();
