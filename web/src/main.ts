/** Where the client begins: how it looks, the session that the cookie may still hold, and the door. */
import './design/base.css';
import { resumeSession } from './api/session';
import { startAppearance } from './app/appearance';
import { openHouse } from './door/Frame';
import { watchUse } from './door/locking';

startAppearance();
watchUse();
const door = document.getElementById('door');
const work = document.getElementById('work');
void resumeSession();
if (door && work) openHouse(door, work);
