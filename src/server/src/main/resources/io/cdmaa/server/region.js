// The region of a photo that is protected: the middle, all of it, or a box drawn by hand.

import {make} from './dom.js';

let number = 0;

/** A preview with the choice of the region; `value()` is the API's crop, empty for the default. */
export function region(address, name) {
  const id = `region-${++number}`;
  const picture = make('img', {
    src: address,
    alt: `Preview of ${name}`,
    draggable: false,
    // What a browser cannot show (TIFF) can be protected all the same, but no box can be drawn.
    onerror: () => {
      preview.replaceChildren('No preview');
      select.lastElementChild.remove();
    },
  });
  const frame = make('div', {className: 'box', hidden: true});
  const preview = make('div', {className: 'preview'}, picture, frame);
  const select = make(
    'select',
    {id, onchange: () => update()},
    make('option', {value: ''}, 'The middle (largest square)'),
    make('option', {value: 'whole'}, 'The whole photo'),
    make('option', {value: 'box'}, 'A box around the face'),
  );
  const inputs = ['Left', 'Top', 'Width', 'Height'].map((label, i) =>
    make('input', {type: 'number', min: i < 2 ? 0 : 8, step: 1, 'aria-label': label, oninput: () => draw()}),
  );
  const numbers = make(
    'div',
    {className: 'numbers', hidden: true, role: 'group', 'aria-label': 'Box in pixels'},
    ...['Left', 'Top', 'Width', 'Height'].map((label, i) => make('label', {}, label, inputs[i])),
    make('p', {className: 'soft'}, 'Draw the box in the preview, or enter it in pixels.'),
  );

  const size = () => [picture.naturalWidth, picture.naturalHeight];
  const values = () => inputs.map((input) => Math.round(Number(input.value)));
  const fit = ([x, y, w, h]) => {
    const [width, height] = size();
    const left = Math.min(Math.max(0, x), width - 8);
    const top = Math.min(Math.max(0, y), height - 8);
    return [left, top, Math.min(Math.max(8, w), width - left), Math.min(Math.max(8, h), height - top)];
  };
  const draw = () => {
    const [width, height] = size();
    const [x, y, w, h] = fit(values());
    frame.style.left = `${(100 * x) / width}%`;
    frame.style.top = `${(100 * y) / height}%`;
    frame.style.width = `${(100 * w) / width}%`;
    frame.style.height = `${(100 * h) / height}%`;
  };
  const set = (box) => {
    fit(box.map(Math.round)).forEach((value, i) => {
      inputs[i].value = value;
    });
    draw();
  };
  const update = () => {
    const boxed = select.value === 'box';
    numbers.hidden = !boxed;
    frame.hidden = !boxed;
    if (boxed && !inputs[0].value) {
      const [width, height] = size();
      const side = Math.min(width, height);
      set([(width - side) / 2, (height - side) / 2, side, side]);
    }
  };

  let start = null;
  const at = (event) => {
    const area = picture.getBoundingClientRect();
    const [width, height] = size();
    return [((event.clientX - area.left) * width) / area.width, ((event.clientY - area.top) * height) / area.height];
  };
  preview.addEventListener('pointerdown', (event) => {
    if (select.value === 'box') {
      start = at(event);
      preview.setPointerCapture(event.pointerId);
      event.preventDefault();
    }
  });
  preview.addEventListener('pointermove', (event) => {
    if (start) {
      const [x, y] = at(event);
      set([Math.min(x, start[0]), Math.min(y, start[1]), Math.abs(x - start[0]), Math.abs(y - start[1])]);
    }
  });
  preview.addEventListener('pointerup', () => {
    start = null;
  });

  return {
    preview,
    controls: make('div', {}, make('label', {for: id}, 'Region to protect '), select, numbers),
    value: () => (select.value === 'box' ? fit(values()).join(',') : select.value),
  };
}
