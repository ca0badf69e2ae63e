// The islands: each makes a page pleasanter, and none is needed for it to work.

import { initAll } from './govuk.js';

document.body.classList.add('js-enabled');
if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('govuk-frontend-supported');
initAll();

// Fields that are asked only if another has some value; an empty one among the values is no answer, which is
// also what a question gives that is itself not asked.
function conditions() {
  const apply = () => {
    for (const field of document.querySelectorAll('[data-if]')) {
      const wanted = field.dataset.ifValues.split(' ');
      const form = field.closest('form');
      const control = form && form.elements.namedItem(field.dataset.if);
      const asked = control && !(control.length ? control[0] : control).closest('.x-field--off');
      const given = asked ? new FormData(form).getAll(field.dataset.if).filter((value) => value !== '') : [];
      const on = given.length ? given.some((value) => wanted.includes(value)) : wanted.includes('');
      field.classList.toggle('x-field--off', !on);
    }
  };
  document.addEventListener('change', apply);
  apply();
}

// j and k go through a list, Enter opens. Not while something is being typed.
function keys() {
  let at = -1;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('input, textarea, select, [contenteditable]')) return;
    const rows = [...document.querySelectorAll('[data-keys] [data-row]')];
    if (!rows.length) return;
    if (event.key === 'j' || event.key === 'k') {
      at = Math.max(0, Math.min(rows.length - 1, at + (event.key === 'j' ? 1 : -1)));
      for (const row of rows) row.classList.toggle('x-here', row === rows[at]);
      const open = rows[at].querySelector('[data-open]');
      if (open) open.focus({ preventScroll: true });
      rows[at].scrollIntoView({ block: 'nearest' });
      event.preventDefault();
    }
  });
}

// A choice in a filter takes effect at once; the button is for those without this island.
function filters() {
  for (const form of document.querySelectorAll('form[data-auto]')) {
    const button = form.querySelector('.x-filters__go');
    const typed = form.querySelector('input[type="text"], input[type="date"], input[type="search"]');
    if (button && !typed) button.hidden = true;
    form.addEventListener('change', (event) => {
      if (event.target.tagName === 'SELECT') form.requestSubmit();
    });
  }
}

// Documents go out at once, with progress; the form then carries their names.
function uploads() {
  for (const box of document.querySelectorAll('[data-upload]')) {
    const list = box.querySelector('.x-held');
    const zone = box.querySelector('.x-upload__zone');
    const token = document.querySelector('input[name="csrf"]');
    const words = box.dataset;
    const take = (files) => {
      for (const file of files) send(file);
    };
    const send = (file) => {
      const row = document.createElement('li');
      const name = document.createElement('span');
      name.textContent = file.name;
      const note = document.createElement('span');
      note.className = 'x-quiet';
      note.setAttribute('role', 'status');
      row.append(name, note);
      list.append(row);
      if (file.size > Number(words.mostBytes)) {
        note.textContent = words.wordLarge;
        return;
      }
      const bar = document.createElement('progress');
      bar.max = 1;
      bar.value = 0;
      bar.setAttribute('aria-label', file.name);
      row.append(bar);
      note.textContent = words.wordSending;
      const body = new FormData();
      if (token) body.append('csrf', token.value);
      body.append('field', words.name);
      body.append('document', file);
      const request = new XMLHttpRequest();
      request.open('POST', words.upload);
      request.setRequestHeader('Accept', 'application/json');
      request.upload.addEventListener('progress', (event) => {
        if (event.lengthComputable) bar.value = event.loaded / event.total;
      });
      request.addEventListener('loadend', () => {
        bar.remove();
        let answer = {};
        try { answer = JSON.parse(request.responseText); } catch { /* not an answer of ours */ }
        if (request.status === 200 && answer.id) {
          note.textContent = words.wordDone;
          const held = document.createElement('input');
          held.type = 'hidden';
          held.name = `${words.name}.held`;
          held.value = answer.id;
          const drop = document.createElement('button');
          drop.type = 'button';
          drop.className = 'x-plain';
          drop.textContent = words.wordRemove;
          drop.addEventListener('click', () => row.remove());
          row.append(held, drop);
        } else {
          note.textContent = answer.error || words.wordFailed;
        }
      });
      request.send(body);
    };
    for (const input of box.querySelectorAll('input[type="file"]')) {
      input.addEventListener('change', () => {
        take(input.files);
        input.value = '';
      });
    }
    zone.addEventListener('dragover', (event) => {
      event.preventDefault();
      zone.classList.add('x-upload__zone--over');
    });
    zone.addEventListener('dragleave', () => zone.classList.remove('x-upload__zone--over'));
    zone.addEventListener('drop', (event) => {
      event.preventDefault();
      zone.classList.remove('x-upload__zone--over');
      take(event.dataTransfer.files);
    });
  }
}

// Compares a file with a recorded hash. The file stays in the browser.
function compare() {
  for (const box of document.querySelectorAll('[data-compare]')) {
    const result = box.querySelector('[data-compare-result]');
    const input = box.querySelector('input[type="file"]');
    if (!result || !input || !window.crypto || !window.crypto.subtle) continue;
    const read = async (file) => {
      if (!file) return;
      result.textContent = box.dataset.wordReading;
      const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
      const hex = [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, '0')).join('');
      const same = box.querySelector(`[data-sha256="${hex}"]`);
      result.textContent = `${file.name}: ${same ? same.dataset.wordSame : box.dataset.wordOther}`;
      result.classList.toggle('x-compare__result--same', Boolean(same));
    };
    input.addEventListener('change', () => read(input.files[0]));
    box.addEventListener('dragover', (event) => {
      event.preventDefault();
      box.classList.add('x-compare--over');
    });
    box.addEventListener('dragleave', () => box.classList.remove('x-compare--over'));
    box.addEventListener('drop', (event) => {
      event.preventDefault();
      box.classList.remove('x-compare--over');
      read(event.dataTransfer.files[0]);
    });
  }
}

function printing() {
  for (const button of document.querySelectorAll('[data-print]')) {
    button.addEventListener('click', () => window.print());
  }
}

conditions();
keys();
filters();
uploads();
compare();
printing();
