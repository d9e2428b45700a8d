/** What the app's page may do, in whichever shell it is shown. */

/** @param sockets where its WebSocket goes, for browsers whose 'self' does not cover it */
const contentSecurityPolicy = (sockets: readonly string[] = []): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    // Attributes only: markup that Svelte makes may carry a style, but no style sheet is injected.
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob:",
    ["connect-src 'self'", ...sockets].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** The headers of every answer. */
export const securityHeaders = (sockets?: readonly string[]): Record<string, string> => ({
  'Content-Security-Policy': contentSecurityPolicy(sockets),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
});
