/** What changes outside, as a part of the door sees it. */
import { useEffect, useState } from 'preact/hooks';

export function useStore<T>(subscribe: (listener: () => void) => () => void, current: () => T): T {
  const [value, setValue] = useState(current);
  useEffect(() => {
    const look = () => setValue(current);
    look();
    return subscribe(look);
  }, [subscribe, current]);
  return value;
}
