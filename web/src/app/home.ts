/** Where one begins: at today's work, or, for whoever only votes in a body, at its sittings and nowhere else. */
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { can, type Me } from './me';

/** A member of a body: reaches its docket and no case beside it. */
export const onlyVotes = (me: Me) =>
  can(me, 'ballot', 'vote') && !can(me, 'case', 'read', ['own', 'team', 'office', 'organisation']);

/** Leads on from today's work whoever has none there. */
export function useHome(me: Me | undefined) {
  const navigate = useNavigate();
  const atToday = useLocation({ select: (it) => it.pathname === '/' });
  const away = atToday && me !== undefined && onlyVotes(me);
  useEffect(() => {
    if (away) void navigate({ to: '/commission', replace: true });
  }, [away, navigate]);
}
