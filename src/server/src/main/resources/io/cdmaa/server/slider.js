// Two pictures of the same size, one over the other, with a control for the border between them.

import {make} from './dom.js';

let number = 0;

/** Compares two pictures, given by their addresses. */
export function slider(original, protectedPhoto) {
  const id = `slider-${++number}`;
  const pair = make(
    'div',
    {className: 'pair'},
    make('img', {src: original, alt: 'The original photo'}),
    make('img', {src: protectedPhoto, alt: 'The protected photo', className: 'top'}),
    make('span', {className: 'line', 'aria-hidden': 'true'}),
  );
  const frame = make('div', {className: 'slider'}, pair);
  const range = make('input', {
    id,
    type: 'range',
    min: 0,
    max: 100,
    value: 50,
    className: 'range',
    oninput: () => place(),
  });
  const place = () => {
    pair.style.setProperty('--split', `${range.value}%`);
    range.setAttribute('aria-valuetext', `${range.value} % original, ${100 - range.value} % protected`);
  };
  place();
  const full = make('button', {
    type: 'button',
    textContent: 'Show at full size',
    'aria-pressed': 'false',
    onclick: () => {
      const on = frame.classList.toggle('full');
      full.setAttribute('aria-pressed', String(on));
      frame.tabIndex = on ? 0 : -1;
    },
  });
  return make(
    'div',
    {className: 'compare'},
    frame,
    make('label', {for: id, className: 'visually-hidden', textContent: 'Border between original and protected photo'}),
    range,
    make('div', {className: 'ends', 'aria-hidden': 'true'}, make('span', {}, 'Original'), make('span', {}, 'Protected')),
    full,
  );
}
