/** A press on a link of ours stays within the client: no page is loaded anew, whoever wrote the link. */

/** The address within the client that a press leads to, if it is an ordinary press on such a link. */
function within(event: MouseEvent): string | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link?.href || link.target || link.hasAttribute('download')) return undefined;
  const to = new URL(link.href);
  if (to.origin !== window.location.origin || to.pathname.startsWith('/api/')) return undefined;
  // A place on this page is the browser's own.
  if (to.hash && to.pathname === window.location.pathname && to.search === window.location.search) return undefined;
  return to.pathname + to.search + to.hash;
}

export function followLinks(go: (href: string) => void): () => void {
  const pressed = (event: MouseEvent) => {
    const href = within(event);
    if (href === undefined) return;
    event.preventDefault();
    go(href);
  };
  document.addEventListener('click', pressed);
  return () => document.removeEventListener('click', pressed);
}
