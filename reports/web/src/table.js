// The numbers behind a plot: shown as a table on request, and saved as CSV.

import { escapeHtml, number } from './format.js';

export function htmlTable({ columns, rows }) {
  const cell = (value) =>
    typeof value === 'number' ? `<td class="number">${number(value)}</td>` : `<td>${escapeHtml(value ?? '–')}</td>`;
  const head = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('');
  const shown = rows.slice(0, 2000);
  const more = rows.length > shown.length ? `<p>The first 2000 of ${rows.length} rows; the CSV file has all.</p>` : '';
  const body = shown.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('');
  return `${more}<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

export function csv({ columns, rows }) {
  const cell = (value) => {
    const text = value === null || value === undefined ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  return [columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

export function download(name, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
