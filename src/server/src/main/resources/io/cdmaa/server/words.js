// Numbers in words.

const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;

/** Some of all fakes with their verb. */
const some = (n, all) => `${n} of ${count(all, 'fake', 'fakes')} ${n === 1 ? 'is' : 'are'}`;

/** A duration, roughly. */
export function duration(seconds) {
  if (seconds < 90) {
    return count(Math.max(1, Math.round(seconds)), 'second', 'seconds');
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 90
    ? count(minutes, 'minute', 'minutes')
    : count(Math.round(minutes / 60), 'hour', 'hours');
}

/** The state of a job that has not ended. */
export function state(job) {
  if (job.state === 'queued') {
    const first = job.ahead ? `${count(job.ahead, 'photo comes', 'photos come')} first` : 'Next in line';
    return job.startsIn ? `${first}; it begins in about ${duration(job.startsIn)}.` : `${first}.`;
  }
  if (job.state === 'evaluating') {
    return 'Measuring the effect on the generators.';
  }
  const progress = job.progress;
  if (!progress) {
    return 'Opening the generators.';
  }
  const steps = `Step ${Math.min(progress.iteration, progress.iterations)} of ${progress.iterations}`;
  return progress.secondsLeft === undefined
    ? `${steps}.`
    : `${steps}, about ${duration(progress.secondsLeft)} left.`;
}

/** How many fakes of some generators are broken. */
export function broken(generators) {
  const domains = generators.flatMap((generator) => generator.domains);
  return {broken: domains.filter((domain) => domain.broken).length, all: domains.length};
}

const TITLES = {
  protected: ['good', 'Protected'],
  weak: ['middle', 'Partly protected'],
  ineffective: ['bad', 'Not protected'],
  unchanged: ['bad', 'Not protected: nothing changed'],
};

/** A verdict: how good it is, a title, and sentences. */
export function verdict(verdict) {
  const [tone, title] = TITLES[verdict.outcome];
  const {broken: number, all} = broken(verdict.generators);
  const levels = count(Math.round(verdict.maxLevelChange), 'level', 'levels');
  const sentences = [];
  if (verdict.outcome === 'protected') {
    sentences.push(
      all === 1
        ? 'The fake that this generator makes of the photo is visibly broken.'
        : `All ${all} fakes that these generators make of the photo are visibly broken.`,
    );
  } else if (verdict.outcome === 'weak') {
    sentences.push(`${some(number, all)} visibly broken; the ${all - number === 1 ? 'other still works' : 'others still work'}.`);
    sentences.push('For more, choose a higher strength or fewer generators.');
  } else if (verdict.outcome === 'ineffective') {
    sentences.push(
      all === 1
        ? 'The fake is not broken: this generator still works on this photo.'
        : `None of ${all} fakes is broken: these generators still work on this photo.`,
    );
    sentences.push('Choose a higher strength or fewer generators, or do not rely on the protection.');
  } else {
    sentences.push('Not one level of the photo changed, so it is as unprotected as the original.');
  }
  sentences.push(`No channel of a pixel changed by more than ${levels} of 255.`);
  return {tone, title, sentences};
}

/** What remains of the protection when the photo is posted. */
export function afterwards(after) {
  return after.map((entry) => {
    const {broken: number, all} = broken(entry.generators);
    const held = number === 0 ? 'none of the fakes is broken' : `${some(number, all)} broken`;
    return `${transform(entry.transform)}: ${held}.`;
  });
}

function transform(text) {
  const [kind, value] = text.split(':');
  if (kind === 'jpeg') {
    return `Compressed as a JPEG of quality ${value}`;
  }
  if (kind === 'resize') {
    return `Scaled to ${Math.round(Number(value) * 100)} % and back`;
  }
  return kind === 'blur' ? `Blurred by ${value} pixels` : `After ${text}`;
}
