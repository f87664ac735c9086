/** A button that opens a short list of things to do or to choose among. */
import type { ReactNode } from 'react';
import { Header } from 'react-aria-components/Header';
import { Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import style from './Menu.module.css';

export interface Item {
  id: string;
  label: ReactNode;
  text: string;
  icon?: ReactNode;
  run: () => void;
  /** The one that is on now. */
  on?: boolean;
}

export interface Group {
  id: string;
  title?: string;
  items: readonly Item[];
}

/** `children` is the button. */
export function Menu({ label, groups, children }: { label: string; groups: readonly Group[]; children: ReactNode }) {
  const all = groups.flatMap((it) => it.items);
  return (
    <MenuTrigger>
      {children}
      <Popover className={style.popover} placement="bottom end">
        <AriaMenu aria-label={label} className={style.menu} onAction={(key) => all.find((it) => it.id === key)?.run()}>
          {groups.map((group) => (
            <MenuSection key={group.id} className={style.group} aria-label={group.title ?? label}>
              {group.title && <Header className={style.title}>{group.title}</Header>}
              {group.items.map((item) => (
                <MenuItem
                  key={item.id}
                  id={item.id}
                  textValue={item.text}
                  className={style.item}
                  data-on={item.on || undefined}
                >
                  {item.icon}
                  <span>{item.label}</span>
                  {item.on && (
                    <span className={style.on} aria-hidden="true">
                      ✓
                    </span>
                  )}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
