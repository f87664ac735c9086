/** The moment before anything is there. */
import style from './Splash.module.css';

export function Splash() {
  return <div className={style.splash} aria-busy="true" />;
}
