// Square boxes on the preview of a photo, to correct by mouse, finger and keyboard.

import {announce, make} from './dom.js';

const SMALLEST = 8;
const HELP = 'Arrow keys move the box, with Shift they resize it, Delete removes it.';

export class Boxes {
  #picture;
  #boxes = [];
  #selected = null;
  #most;
  #changed;
  #drag = null;
  #inputs;
  #fields;
  #legend = make('legend', {});
  #add;

  /** Boxes on a picture in a preview, at most so many; calls back whenever a person changes them. */
  constructor(preview, picture, most, changed) {
    this.#picture = picture;
    this.#most = most;
    this.#changed = changed;
    this.preview = preview;
    this.#inputs = ['Left', 'Top', 'Size'].map((label, i) =>
      make('input', {
        type: 'number',
        min: i < 2 ? 0 : SMALLEST,
        step: 1,
        oninput: () => this.#enter(),
        onblur: () => this.#label(),
      }),
    );
    this.#fields = make(
      'fieldset',
      {className: 'numbers', hidden: true},
      this.#legend,
      ...['Left', 'Top', 'Size'].map((label, i) => make('label', {}, label, this.#inputs[i])),
      make('button', {type: 'button', textContent: 'Delete this box', onclick: () => this.#remove(this.#selected)}),
    );
    this.#add = make('button', {type: 'button', textContent: 'Add a box', onclick: () => this.#addOne()});
    this.controls = make(
      'div',
      {},
      this.#fields,
      make('div', {className: 'actions'}, this.#add),
      make('p', {className: 'soft'}, `Drag a box or its corner, or draw another one. With the keyboard: ${HELP}`),
    );
    preview.addEventListener('pointerdown', (event) => this.#press(event));
    preview.addEventListener('pointermove', (event) => this.#move(event));
    for (const name of ['pointerup', 'pointercancel']) {
      preview.addEventListener(name, () => this.#release());
    }
  }

  get count() {
    return this.#boxes.length;
  }

  /** The boxes as the API takes them. */
  get crop() {
    return this.#boxes.map(({x, y, side}) => [x, y, side, side].join(',')).join('+');
  }

  /** Shows the boxes or hides them. */
  set shown(on) {
    this.controls.hidden = !on;
    this.#boxes.forEach(({element}) => {
      element.hidden = !on;
    });
  }

  /** Takes over boxes that the service found. */
  found(boxes) {
    boxes.forEach(([x, y, side]) => this.#insert({x, y, side}));
    this.#select(null);
  }

  #size() {
    return [this.#picture.naturalWidth, this.#picture.naturalHeight];
  }

  #insert({x, y, side}) {
    const box = {x, y, side};
    box.element = make(
      'div',
      {
        className: 'box',
        tabIndex: 0,
        role: 'application',
        'aria-roledescription': 'box',
        onfocus: () => this.#select(box),
        onkeydown: (event) => this.#key(event, box),
      },
      make('span', {className: 'grip', 'aria-hidden': 'true'}),
    );
    this.#boxes.push(box);
    this.preview.append(box.element);
    this.#place(box, box);
    return box;
  }

  /** Moves a box to where it fits, of whole pixels. */
  #place(box, {x, y, side}) {
    const [width, height] = this.#size();
    const whole = (value) => Math.round(Number.isFinite(value) ? value : 0);
    box.side = Math.min(Math.max(whole(side), SMALLEST), width, height);
    box.x = Math.min(Math.max(whole(x), 0), width - box.side);
    box.y = Math.min(Math.max(whole(y), 0), height - box.side);
    const style = box.element.style;
    style.left = `${(100 * box.x) / width}%`;
    style.top = `${(100 * box.y) / height}%`;
    style.width = `${(100 * box.side) / width}%`;
    style.height = `${(100 * box.side) / height}%`;
    this.#label();
  }

  #resize(box, side) {
    const [width, height] = this.#size();
    this.#place(box, {...box, side: Math.min(side, width - box.x, height - box.y)});
  }

  #label() {
    this.#boxes.forEach((box, i) => {
      box.element.setAttribute('aria-label', `Box ${i + 1} of ${this.#boxes.length}: ${describe(box)}. ${HELP}`);
      box.element.classList.toggle('selected', box === this.#selected);
    });
    this.#add.disabled = this.#boxes.length >= this.#most;
    this.#fields.hidden = !this.#selected;
    if (this.#selected) {
      const {x, y, side} = this.#selected;
      this.#legend.textContent = `Box ${this.#boxes.indexOf(this.#selected) + 1}, in pixels`;
      [x, y, side].forEach((value, i) => {
        if (document.activeElement !== this.#inputs[i]) {
          this.#inputs[i].value = value;
        }
      });
    }
  }

  #select(box) {
    this.#selected = box;
    this.#label();
  }

  #enter() {
    const [x, y, side] = this.#inputs.map((input) => Number(input.value));
    this.#place(this.#selected, {x, y, side});
    this.#changed();
  }

  #addOne() {
    const [width, height] = this.#size();
    const side = Math.min(width, height) / 2;
    const box = this.#insert({x: (width - side) / 2, y: (height - side) / 2, side});
    this.#changed();
    box.element.focus();
    announce(`Box ${this.#boxes.length} is added in the middle. ${HELP}`);
  }

  #remove(box) {
    const at = this.#boxes.indexOf(box);
    box.element.remove();
    this.#boxes.splice(at, 1);
    this.#select(null);
    this.#changed();
    announce(`The box is deleted; ${this.#boxes.length} left.`);
    (this.#boxes[at] ?? this.#boxes[at - 1])?.element.focus();
    if (this.#boxes.length === 0) {
      this.#add.focus();
    }
  }

  #key(event, box) {
    const step = Math.max(1, Math.round(Math.min(...this.#size()) / 100));
    const arrows = {ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step]};
    if (event.key === 'Delete' || event.key === 'Backspace') {
      this.#remove(box);
    } else if (arrows[event.key]) {
      const [right, down] = arrows[event.key];
      if (event.shiftKey) {
        this.#resize(box, box.side + right + down);
      } else {
        this.#place(box, {x: box.x + right, y: box.y + down, side: box.side});
      }
      this.#changed();
      announce(describe(box));
    } else {
      return;
    }
    event.preventDefault();
  }

  #at(event) {
    const area = this.#picture.getBoundingClientRect();
    const [width, height] = this.#size();
    return [((event.clientX - area.left) * width) / area.width, ((event.clientY - area.top) * height) / area.height];
  }

  #press(event) {
    const at = this.#at(event);
    const element = event.target.closest('.box');
    const box = this.#boxes.find((each) => each.element === element);
    if (this.controls.hidden || event.button !== 0) {
      return;
    }
    if (box) {
      const {x, y, side} = box;
      this.#drag = {box, at, from: {x, y, side}, resizes: event.target.classList.contains('grip')};
      box.element.focus();
    } else if (event.pointerType !== 'touch' && this.#boxes.length < this.#most) {
      // A finger on the picture scrolls the page; it adds boxes with the button.
      this.#drag = {box: null, at};
    } else {
      return;
    }
    this.preview.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  #move(event) {
    if (!this.#drag) {
      return;
    }
    const {box, at, from, resizes} = this.#drag;
    const [right, down] = this.#at(event).map((value, i) => value - at[i]);
    if (!box) {
      const side = Math.max(Math.abs(right), Math.abs(down));
      if (side >= SMALLEST) {
        const drawn = {x: right < 0 ? at[0] - side : at[0], y: down < 0 ? at[1] - side : at[1], side};
        this.#drag.drawn ??= this.#insert(drawn);
        this.#place(this.#drag.drawn, drawn);
      }
    } else if (resizes) {
      this.#resize(box, from.side + Math.max(right, down));
    } else {
      this.#place(box, {x: from.x + right, y: from.y + down, side: from.side});
    }
  }

  #release() {
    if (this.#drag) {
      const box = this.#drag.drawn ?? this.#drag.box;
      this.#drag = null;
      if (box) {
        box.element.focus();
        this.#changed();
      }
    }
  }
}

function describe({x, y, side}) {
  return `${side} pixels wide, ${x} from the left, ${y} from the top`;
}
