// What is chosen before photos are submitted.

import {make} from './dom.js';
import {Region} from './region.js';

const STRENGTHS = {
  low: 'hardly seen beside the original, breaks fewer fakes',
  medium: 'the usual choice, seen when enlarged',
  high: 'seen at once, breaks most',
};

/** Fills the form with what the service offers. */
export function offer({generators, strengths, usual}) {
  const strength = (value, name, text) =>
    make(
      'label',
      {},
      make('input', {type: 'radio', name: 'strength', value, checked: value === (usual ?? '')}),
      make('span', {}, make('b', {}, name), `: ${text}`),
    );
  document.getElementById('strengths').replaceChildren(
    ...(usual ? [] : [strength('', 'usual', 'as this service was started')]),
    ...strengths.map(({name, levels}) =>
      strength(name, name, `${STRENGTHS[name] ?? ''} (at most ${levels} of 255 levels)`),
    ),
  );
  document.getElementById('generators').replaceChildren(
    ...generators.map(({name, domains}) =>
      make(
        'label',
        {},
        make('input', {type: 'checkbox', name: 'generator', value: name, checked: true}),
        make('span', {}, make('b', {}, name), `: ${domains.join(', ')}`),
      ),
    ),
  );
}

/** The options of the form for the API; null if no generator is chosen. */
export function options() {
  const boxes = [...document.querySelectorAll('input[name=generator]')];
  const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
  if (chosen.length === 0) {
    return null;
  }
  return {
    strength: document.querySelector('input[name=strength]:checked').value,
    generators: chosen.length === boxes.length ? '' : chosen.join(','),
  };
}

/** The list of chosen photos. */
export class Chosen {
  #items = new Map();
  #list = document.getElementById('chosen');
  #onChange;
  #searches = Promise.resolve();

  constructor(onChange) {
    this.#onChange = onChange;
  }

  get size() {
    return this.#items.size;
  }

  /** Adds a photo, which may have at most so many regions. */
  add(file, regions) {
    const address = URL.createObjectURL(file);
    const choice = new Region(file, address, regions);
    const entry = make(
      'li',
      {},
      choice.preview,
      make(
        'div',
        {},
        make('h3', {}, file.name),
        choice.controls,
        make('div', {className: 'actions'}, make('button', {
          type: 'button',
          textContent: 'Remove photo',
          'aria-label': `Remove photo ${file.name}`,
          onclick: () => this.#remove(file),
        })),
      ),
    );
    this.#items.set(file, {choice, entry, address});
    this.#list.append(entry);
    // One after the other: the service looks for faces on few photos at a time.
    this.#searches = this.#searches.then(() => choice.find());
    this.#onChange();
  }

  #remove(file) {
    const {choice, entry, address} = this.#items.get(file);
    choice.close();
    URL.revokeObjectURL(address);
    entry.remove();
    this.#items.delete(file);
    this.#onChange();
  }

  /** Empties the list and returns the photos with their regions. */
  take() {
    const all = [...this.#items].map(([file, {choice}]) => ({file, crop: choice.crop}));
    for (const {file} of all) {
      this.#remove(file);
    }
    return all;
  }
}
