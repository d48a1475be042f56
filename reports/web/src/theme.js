// Light or dark: follows the system until the reader chooses. Colours live in style.css only; the
// charts read them from there.

const root = document.documentElement;
const systemDark = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = [];

const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : systemDark.matches);

export const onThemeChange = (listener) => listeners.push(listener);

/** The colours of the page as it is now. */
export function colours() {
  const style = getComputedStyle(root);
  const value = (name) => style.getPropertyValue(name).trim();
  return {
    text: value('--text'),
    soft: value('--soft'),
    grid: value('--line'),
    axis: value('--axis'),
    card: value('--card'),
    warm: value('--warm'),
    alert: value('--good'),
    series: Array.from({ length: 8 }, (_, i) => value(`--c${i}`)),
  };
}

export function mountThemeButton(button) {
  const show = () => {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.setAttribute('aria-label', `Switch to ${isDark() ? 'light' : 'dark'} colours`);
    root.dataset.shown = isDark() ? 'dark' : 'light';
  };
  const changed = () => {
    show();
    listeners.forEach((listener) => listener());
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    changed();
  });
  systemDark.addEventListener('change', changed);
  // Paper is white, whatever the screen is.
  let before;
  window.addEventListener('beforeprint', () => {
    before = root.dataset.theme;
    root.dataset.theme = 'light';
    changed();
  });
  window.addEventListener('afterprint', () => {
    if (before) root.dataset.theme = before;
    else delete root.dataset.theme;
    changed();
  });
  show();
}
