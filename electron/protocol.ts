/** `app://mikke/`: the built app, with the headers that `mikke serve` gives it. */
import { protocol } from 'electron';
import { securityHeaders } from '../src/serve/policy.ts';
import type { Site } from '../src/serve/site.ts';
import { isOwnAddress, SCHEME } from './address.ts';

/** To be called before the app is ready. */
export function declareScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

/** To be called when the app is ready. */
export function serveScheme(site: Site): void {
  protocol.handle(SCHEME, ({ url, method }) => {
    const file =
      isOwnAddress(url) && method === 'GET' ? site.get(new URL(url).pathname) : undefined;
    if (file === undefined) return new Response(null, { status: 404, headers: securityHeaders() });
    return new Response(file.bytes, {
      headers: { ...securityHeaders(), 'Content-Type': file.type },
    });
  });
}
