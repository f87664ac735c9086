/** Where the client begins: texts in the member's language, the session that the cookie may still hold, then the screen. */
import './design/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { resumeSession } from './api/session';
import { App } from './app/App';
import { startAppearance } from './app/appearance';
import { startTexts } from './locale/texts';

startAppearance();
const element = document.getElementById('panoh');
if (element) {
  void Promise.all([startTexts(), resumeSession()]).then(() =>
    createRoot(element).render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  );
}
