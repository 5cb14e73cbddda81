// The region of a photo that is protected: its faces, boxes drawn by hand, the middle, or all of it.

import * as api from './api.js';
import {Boxes} from './boxes.js';
import {announce, make} from './dom.js';

const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;
let number = 0;

/** The choice of a photo's region, with a preview. */
export class Region {
  #file;
  #picture;
  #boxes;
  #select;
  #status = make('p', {className: 'soft'}, 'Looking for faces.');
  #looking = true;
  #touched = false;
  #abort = new AbortController();

  /** The region of a file at an address, of at most so many boxes. */
  constructor(file, address, most) {
    const id = `region-${++number}`;
    this.#file = file;
    this.#picture = make('img', {alt: `Preview of ${file.name}`, draggable: false});
    this.preview = make('div', {className: 'preview'}, this.#picture);
    this.#boxes = new Boxes(this.preview, this.#picture, most, () => this.#changed());
    this.#select = make(
      'select',
      {id, onchange: () => this.#changed()},
      make('option', {value: 'boxes'}, 'Faces, as the boxes show'),
      make('option', {value: 'centre'}, 'The middle (largest square)'),
      make('option', {value: 'whole'}, 'The whole photo'),
    );
    this.controls = make(
      'div',
      {},
      make('label', {for: id}, 'Region to protect '),
      this.#select,
      this.#status,
      this.#boxes.controls,
    );
    this.#boxes.shown = false;
    // What a browser cannot show (TIFF) can be protected all the same, but without boxes.
    this.#picture.onerror = () => this.#unseen();
    this.#picture.onload = () => this.#update();
    this.#picture.src = address;
  }

  /** The region as the API takes it. */
  get crop() {
    if (this.#select.value !== 'boxes') {
      return this.#select.value;
    }
    return this.#boxes.crop || (this.#looking ? 'auto' : 'centre');
  }

  /** Looks for faces. */
  async find() {
    try {
      await this.#picture.decode().catch(() => {});
      if (this.#picture.naturalWidth > 0 && this.#looking) {
        const {width, height, faces} = await api.faces(this.#file, this.#abort.signal);
        if (width === this.#picture.naturalWidth && height === this.#picture.naturalHeight) {
          this.#found(faces);
        } else {
          this.#unseen();
        }
      }
    } catch (problem) {
      if (!this.#abort.signal.aborted) {
        this.#looking = false;
        this.#say(`Faces were not looked for. ${problem.message}`);
        this.#update();
      }
    }
  }

  /** Ends the search for faces. */
  close() {
    this.#looking = false;
    this.#abort.abort(new DOMException('not needed', 'AbortError'));
  }

  #found(faces) {
    this.#looking = false;
    if (this.#boxes.count === 0) {
      this.#boxes.found(faces.map(({crop}) => crop.split(',').map(Number)));
    }
    if (faces.length === 0 && !this.#touched) {
      this.#select.value = 'centre';
    }
    this.#update();
    announce(`${this.#file.name}: ${faces.length === 0 ? 'no face' : count(faces.length, 'face', 'faces')} found.`);
  }

  #unseen() {
    this.#looking = false;
    this.preview.replaceChildren('No preview');
    this.#select.firstElementChild.value = 'auto';
    this.#select.firstElementChild.textContent = 'Faces if any are found, or the middle';
    this.#update();
  }

  #changed() {
    this.#touched = true;
    this.#update();
  }

  #say(text) {
    this.#status.textContent = text;
  }

  #update() {
    const boxed = this.#select.value === 'boxes';
    this.#boxes.shown = boxed && this.#picture.naturalWidth > 0;
    if (this.#looking) {
      return;
    }
    const boxes = this.#boxes.count;
    if (boxed && boxes === 0) {
      this.#say('There is no box, so the middle is protected.');
    } else if (boxed) {
      this.#say(
        boxes === 1
          ? 'One box. Correct it if it is not around the face.'
          : `${boxes} boxes, each of which takes a search of its own. Correct or delete those that are wrong.`,
      );
    } else if (!this.#touched && this.#select.value === 'centre') {
      this.#say('No face was found. If there is one, choose the boxes and draw one around it.');
    } else {
      this.#say('');
    }
  }
}
