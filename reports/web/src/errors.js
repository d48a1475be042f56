// First module of the bundle: whatever goes wrong afterwards is counted on the root element, where
// a reader of the page, or a test, finds it.
const root = document.documentElement;
root.dataset.errors = '0';

function note(text) {
  root.dataset.errors = String(Number(root.dataset.errors) + 1);
  root.dataset.lastError = String(text).slice(0, 300);
}

window.addEventListener('error', (event) => note(event.message));
window.addEventListener('unhandledrejection', (event) => note(event.reason));
document.addEventListener('securitypolicyviolation', (event) =>
  note(`blocked by the page's policy: ${event.violatedDirective} ${event.blockedURI}`),
);

const original = console.error.bind(console);
console.error = (...parts) => {
  note(parts.join(' '));
  original(...parts);
};
