package io.cdmaa.universal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The order in which photos are used, from the seed alone: a few are held out, and the others are
 * shuffled anew for every epoch and cut into mini-batches. Step s can be computed without the steps
 * before, so that a resumed run continues in the same order.
 *
 * @param photos number of photos, at least 1
 * @param heldOut how many of them are not used
 * @param batch photos of one step; the last one of an epoch may have fewer
 * @param epochs how often each photo is used
 * @param seed the random seed
 */
record MiniBatches(int photos, int heldOut, int batch, int epochs, long seed) {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** Returns the number of steps. */
  int steps() {
    return perEpoch() * epochs;
  }

  private int perEpoch() {
    return (photos - heldOut + batch - 1) / batch;
  }

  /** Returns the indexes of the photos that are held out, sorted. */
  List<Integer> heldOutPhotos() {
    return shuffled(IntStream.range(0, photos).boxed().toList(), seed).subList(0, heldOut).stream()
        .sorted()
        .toList();
  }

  /** Returns the indexes of the photos of a step. */
  List<Integer> of(int step) {
    List<Integer> used =
        shuffled(IntStream.range(0, photos).boxed().toList(), seed)
            .subList(heldOut, photos)
            .stream()
            .sorted()
            .toList();
    int epoch = step / perEpoch();
    List<Integer> order = shuffled(used, seed + MIX * (epoch + 1));
    int from = step % perEpoch() * batch;
    return order.subList(from, Math.min(order.size(), from + batch));
  }

  /** Returns the seed of what is drawn for one photo of a step. */
  long seed(int step, int photo) {
    return new SplittableRandom(seed + MIX * step).nextLong() + MIX * photo;
  }

  private static List<Integer> shuffled(List<Integer> values, long seed) {
    List<Integer> result = new ArrayList<>(values);
    Collections.shuffle(result, new Random(new SplittableRandom(seed).nextLong()));
    return result;
  }
}
