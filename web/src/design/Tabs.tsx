/** Sides of one thing. Which side is shown belongs into the address: give `selected` from the search parameters. */
import { type ReactNode, useEffect, useRef } from 'react';
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components/Tabs';
import style from './Tabs.module.css';

export interface Side {
  id: string;
  title: ReactNode;
  /** How many things wait there. */
  count?: ReactNode;
  content: () => ReactNode;
}

export function Tabs({
  label,
  sides,
  selected,
  onSelect,
}: {
  label: string;
  sides: readonly Side[];
  selected: string;
  onSelect: (id: string) => void;
}) {
  // On a phone the strip is longer than the screen: the side that is on must be in sight.
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tab = selected && frame.current?.querySelector('[role=tab][aria-selected=true]');
    if (tab) tab.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [selected]);
  return (
    <AriaTabs
      ref={frame}
      selectedKey={selected}
      onSelectionChange={(key) => onSelect(String(key))}
      className={style.tabs}
    >
      <TabList aria-label={label} className={style.list}>
        {sides.map((side) => (
          <Tab key={side.id} id={side.id} className={style.tab}>
            {side.title}
            {side.count !== undefined && <span className={style.count}>{side.count}</span>}
          </Tab>
        ))}
      </TabList>
      {sides.map((side) => (
        <TabPanel key={side.id} id={side.id} className={style.panel}>
          {side.content()}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
