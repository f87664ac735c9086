/** A link whose address comes from the service or from data: it goes there without loading the client anew. */
import { useRouter } from '@tanstack/react-router';
import type { AnchorHTMLAttributes } from 'react';

export function Go({ href, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const router = useRouter();
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        if (
          event.defaultPrevented ||
          event.button !== 0 ||
          event.metaKey ||
          event.ctrlKey ||
          event.shiftKey ||
          event.altKey
        )
          return;
        event.preventDefault();
        void router.navigate({ href });
      }}
    />
  );
}
