// What each generator makes of the original and of the protected photo, side by side.

import * as api from './api.js';
import {make} from './dom.js';
import * as words from './words.js';

/** The fakes of all generators; pictures are fetched when a generator is opened. */
export function fakes(id, verdict) {
  const first = [...verdict.generators].sort((a, b) => b.attackRate - a.attackRate)[0];
  return verdict.generators.map((generator) => section(id, generator, generator === first));
}

function section(id, generator, open) {
  const {broken, all} = words.broken([generator]);
  const pairs = make('div', {className: 'pairs'});
  let filled = false;
  const details = make(
    'details',
    {
      ontoggle: () => {
        if (details.open && !filled) {
          filled = true;
          generator.domains.forEach((domain, k) => pairs.append(pair(id, generator, domain, generator.fake + k)));
        }
      },
    },
    make('summary', {}, `${generator.name}: ${broken} of ${all} ${all === 1 ? 'fake' : 'fakes'} broken`),
    make('p', {className: 'soft'}, 'Left: what the generator makes of the original. Right: of the protected photo.'),
    pairs,
  );
  details.open = open;
  return details;
}

function pair(id, generator, domain, number) {
  const what = `${generator.name}, ${domain.name}`;
  const pictures = ['original', 'protected'].map((side) => {
    const picture = make('img', {alt: `Fake of the ${side} photo: ${what}`});
    api.fake(id, number, side).then(
      (blob) => {
        picture.onload = () => URL.revokeObjectURL(picture.src);
        picture.src = URL.createObjectURL(blob);
      },
      (problem) => {
        picture.alt = problem.message;
      },
    );
    return picture;
  });
  return make(
    'figure',
    {},
    make('div', {className: 'two'}, ...pictures),
    make(
      'figcaption',
      {},
      `${domain.name}: `,
      make('b', {className: domain.broken ? 'broken' : 'whole'}, domain.broken ? 'broken' : 'still works'),
      ` (L\u00a0${domain.loss.toFixed(3)})`,
    ),
  );
}
