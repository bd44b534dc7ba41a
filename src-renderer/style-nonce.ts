/**
 * The nonce the host's content security policy allows styles with. Hosts write it into the page as
 * `<meta property="csp-nonce" nonce="...">` or into the content of `<meta name="csp-nonce">`; without
 * either (development) there is none.
 */
export function styleNonce(page: Document): string {
  const byProperty = page.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  if (byProperty !== undefined && byProperty !== '') return byProperty;
  const content = page.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
  return content.startsWith('__') ? '' : content;
}
