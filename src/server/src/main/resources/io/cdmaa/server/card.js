// A photo that was submitted, from its upload to its verdict.

import * as api from './api.js';
import {announce, make, save} from './dom.js';
import {fakes} from './fakes.js';
import {slider} from './slider.js';
import * as words from './words.js';

export class Card {
  #status = make('p', {});
  #progress = make('progress', {max: 1});
  #body = make('div', {});
  #cancel;
  #abort = new AbortController();
  #onChange;
  #addresses = [];

  constructor(name, onChange) {
    this.name = name;
    this.id = null;
    this.done = false;
    this.#onChange = onChange;
    this.#progress.setAttribute('aria-label', `Progress of ${name}`);
    this.#cancel = make('button', {
      type: 'button',
      textContent: 'Cancel',
      'aria-label': `Cancel ${name}`,
      onclick: () => this.cancel(),
    });
    this.element = make(
      'article',
      {className: 'card', 'aria-label': name},
      make('div', {className: 'head'}, make('h3', {}, name), this.#cancel),
      this.#status,
      this.#progress,
      this.#body,
    );
  }

  /** Submits a photo and follows it. */
  async submit(file, options) {
    this.#say('Sending the photo.');
    await this.#guarded(async () => {
      if (file.size === 0) {
        throw new api.Problem(0, 'The file is empty; choose another one.');
      }
      const job = await api.submit(file, options, this.#abort.signal, (reason) => this.#say(reason));
      this.id = job.id;
      this.#onChange();
      await this.#follow(job);
    });
  }

  /** Follows a job that was submitted before the page was loaded. */
  async resume(id) {
    this.id = id;
    await this.#guarded(async () => this.#follow(await api.job(id)));
  }

  async #guarded(work) {
    try {
      await work();
    } catch (problem) {
      if (!this.#abort.signal.aborted) {
        this.#fail(problem.message, problem.status === 404);
      }
    }
  }

  async #follow(job) {
    this.#show(job);
    let last = job;
    if (!['done', 'failed'].includes(job.state)) {
      await api.follow(this.id, (next) => {
        last = next;
        this.#show(next);
      }, this.#abort.signal);
    }
    if (last.state === 'failed') {
      this.#fail(last.error.detail, false);
    } else if (last.state === 'cancelled') {
      this.#end('Cancelled; nothing of it is left on the service.');
    } else {
      await this.#results(last);
    }
  }

  #show(job) {
    if (['queued', 'searching', 'evaluating'].includes(job.state)) {
      this.#say(words.state(job));
      const progress = job.progress;
      if (progress) {
        this.#progress.value = progress.iteration / progress.iterations;
      } else {
        this.#progress.removeAttribute('value');
      }
    }
  }

  #say(text) {
    this.#status.textContent = text;
  }

  #end(text) {
    this.#say(text);
    this.#progress.remove();
    this.#cancel.remove();
    announce(`${this.name}: ${text}`);
  }

  #fail(reason, gone) {
    this.#end('');
    this.#body.replaceChildren(
      make(
        'div',
        {className: 'verdict bad'},
        make('h4', {}, 'Not protected'),
        make('p', {}, gone ? 'The service no longer has this photo; its time is up.' : reason),
      ),
    );
    announce(`${this.name} is not protected. ${reason}`);
    if (gone) {
      this.id = null;
    }
    this.#body.append(make('div', {className: 'actions'}, this.#dismiss('Dismiss')));
    this.#onChange();
  }

  async #results(job) {
    const [verdict, original, result] = await Promise.all([
      api.verdict(this.id),
      api.original(this.id),
      api.photo(this.id, true),
    ]);
    this.result = result;
    const {tone, title, sentences} = words.verdict(verdict);
    const after = words.afterwards(verdict.after);
    this.#end(`${job.generators.join(', ')}; took ${words.duration(job.seconds)}.`);
    this.#addresses = [original, result].map((blob) => URL.createObjectURL(blob));
    const viewable = job.format !== 'TIFF';
    this.#body.replaceChildren(
      make(
        'div',
        {className: `verdict ${tone}`},
        make('h4', {}, title),
        ...sentences.map((sentence) => make('p', {}, sentence)),
        after.length === 0
          ? null
          : make(
              'div',
              {},
              make('p', {}, make('b', {}, 'When it is posted')),
              ...after.map((sentence) => make('p', {}, sentence)),
            ),
      ),
      make(
        'div',
        {className: 'actions'},
        make('button', {
          type: 'button',
          className: tone === 'bad' ? '' : 'primary',
          textContent: tone === 'bad' ? 'Download anyway' : 'Download',
          'aria-label': `Download ${this.fileName}`,
          onclick: () => this.download(),
        }),
        make('button', {
          type: 'button',
          textContent: 'Report',
          'aria-label': `Download the report on ${this.name}`,
          onclick: async () => save(await api.report(this.id), `${this.#stem}-report.html`),
        }),
        this.#dismiss('Delete from the service'),
      ),
      viewable ? slider(...this.#addresses) : make('p', {className: 'soft'}, 'Browsers cannot show TIFF files.'),
      make('h4', {}, 'What the generators make of it'),
      ...fakes(this.id, verdict),
    );
    this.done = true;
    announce(`${this.name}: ${title}. ${sentences.join(' ')}`);
    this.#onChange();
  }

  #dismiss(text) {
    return make('button', {
      type: 'button',
      textContent: text,
      'aria-label': `${text}: ${this.name}`,
      onclick: () => this.dismiss(),
    });
  }

  get #stem() {
    return this.name.replace(/\.[^.]{1,5}$/, '');
  }

  get fileName() {
    return `${this.#stem}-protected.png`;
  }

  /** Fetches the photo, which the service then regards as delivered. */
  async fetched() {
    return api.photo(this.id, false).catch(() => this.result);
  }

  async download() {
    save(await this.fetched(), this.fileName);
    announce(`${this.fileName} is saved.`);
  }

  async cancel() {
    const accepted = Boolean(this.id);
    this.#abort.abort(new DOMException('cancelled', 'AbortError'));
    if (!(await this.#deleted())) {
      return;
    }
    this.id = null;
    this.#end(
      accepted
        ? 'Cancelled; nothing of it is left on the service.'
        : 'Cancelled; what the service may have received is deleted after a time limit.',
    );
    this.#body.replaceChildren(make('div', {className: 'actions'}, this.#dismiss('Dismiss')));
    this.#onChange();
  }

  /** Cancels the photo, if it is in progress, deletes it and removes the card; returns whether it is gone. */
  async dismiss() {
    this.#abort.abort(new DOMException('dismissed', 'AbortError'));
    if (!(await this.#deleted())) {
      return false;
    }
    this.#addresses.forEach((address) => URL.revokeObjectURL(address));
    this.id = null;
    this.done = false;
    this.element.remove();
    this.#onChange(this);
    return true;
  }

  /** Deletes the job, if there is one, and returns whether the service no longer has it. */
  async #deleted() {
    if (this.id) {
      try {
        await api.remove(this.id);
      } catch (problem) {
        if (problem.status !== 404) {
          this.#say(`The service still has this photo: ${problem.message}`);
          announce(`${this.name} was not deleted. ${problem.message}`);
          return false;
        }
      }
    }
    return true;
  }
}
