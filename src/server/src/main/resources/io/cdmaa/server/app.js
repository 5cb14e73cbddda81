// The page: its form, its cards, and what is kept over a reload of this tab.

import * as api from './api.js';
import {Card} from './card.js';
import {Chosen, offer, options} from './choices.js';
import {announce, save} from './dom.js';
import {distinct, zip} from './zip.js';

const KEY = 'cdmaa-jobs';
const element = (id) => document.getElementById(id);
const cards = [];
const chosen = new Chosen(showChosen);
let limits = null;

function problem(text) {
  element('problem').textContent = text;
  element('problem').hidden = !text;
}

function showChosen() {
  const button = element('protect');
  button.disabled = chosen.size === 0;
  button.textContent = chosen.size > 1 ? `Protect ${chosen.size} photos` : 'Protect';
}

function changed(gone) {
  if (gone) {
    cards.splice(cards.indexOf(gone), 1);
  }
  // Only this tab knows its jobs, and only until it is closed.
  sessionStorage.setItem(
    KEY,
    JSON.stringify(cards.filter((card) => card.id).map(({id, name}) => ({id, name}))),
  );
  const done = cards.filter((card) => card.done).length;
  element('results').hidden = cards.length === 0;
  element('all').hidden = done < 2;
  element('clear').hidden = cards.length < 2;
  element('clear').textContent = done < cards.length ? 'Cancel and delete all' : 'Delete all from the service';
}

function add(name) {
  const card = new Card(name, changed);
  cards.push(card);
  element('cards').prepend(card.element);
  changed();
  return card;
}

function choose(files) {
  problem('');
  const large = [];
  for (const file of files) {
    if (file.size > limits.bytes) {
      large.push(file.name);
    } else {
      chosen.add(file, limits.regions);
    }
  }
  if (large.length > 0) {
    problem(`Larger than ${Math.floor(limits.bytes / 2 ** 20)} MB, which is the limit: ${large.join(', ')}.`);
  }
  if (chosen.size > 0) {
    announce(`${chosen.size} chosen.`);
  }
}

function start(event) {
  event.preventDefault();
  const common = options();
  if (!common) {
    problem('Choose at least one generator to protect against.');
    return;
  }
  problem('');
  for (const {file, crop} of chosen.take()) {
    add(file.name).submit(file, {...common, crop});
  }
  element('results').scrollIntoView({block: 'start'});
}

async function downloadAll() {
  const done = cards.filter((card) => card.done);
  const names = distinct(done.map((card) => card.fileName));
  const files = [];
  for (const [i, card] of done.entries()) {
    files.push({name: names[i], blob: await card.fetched()});
  }
  save(await zip(files), 'protected-photos.zip');
}

/** Cancels and deletes all photos, whatever their state. */
async function clear() {
  const all = [...cards];
  const gone = await Promise.all(all.map((card) => card.dismiss()));
  const left = gone.filter((deleted) => !deleted).length;
  announce(
    left === 0
      ? `All ${all.length} photos are deleted from the service.`
      : `${left} of ${all.length} photos could not be deleted.`,
  );
}

function listen() {
  const drop = element('drop');
  element('files').addEventListener('change', (event) => {
    choose(event.target.files);
    event.target.value = '';
  });
  for (const name of ['dragenter', 'dragover']) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add('over');
    });
  }
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) {
      drop.classList.remove('over');
    }
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    choose(event.dataTransfer.files);
  });
  element('form').addEventListener('submit', start);
  element('all').addEventListener('click', downloadAll);
  element('clear').addEventListener('click', clear);
  element('sign-in').addEventListener('submit', (event) => {
    event.preventDefault();
    api.setToken(element('token').value);
    open();
  });
}

async function open() {
  try {
    const [bounds, choices] = await Promise.all([api.limits(), api.choices()]);
    limits = bounds;
    offer(choices);
    element('accepted').textContent =
      `${limits.formats.join(', ')}; up to ${Math.floor(limits.bytes / 2 ** 20)} MB and ` +
      `${Math.floor(limits.pixels / 1e6)} megapixels each.`;
    problem('');
    element('sign-in').hidden = true;
    element('form').hidden = false;
    for (const {id, name} of JSON.parse(sessionStorage.getItem(KEY) ?? '[]')) {
      add(name).resume(id);
    }
  } catch (failure) {
    const first = element('sign-in').hidden;
    if (failure.status === 401) {
      element('sign-in').hidden = false;
      element('token').focus();
    }
    problem(failure.status === 401 && first ? '' : failure.message);
  }
}

listen();
open();
