package io.cdmaa.transform;

import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.optimize.Cost;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** The memory of searches through transforms. */
public final class TransformMemory {
  /** Draws from each range: the graphs of a range can differ in their structure. */
  private static final int DRAWS = 16;

  private TransformMemory() {}

  /**
   * Returns the bytes of values in the sessions of one search, which keep a session per structure.
   *
   * @param survival the transforms
   * @param frame the part of the photo that they apply to
   */
  public static long sessionBytes(Survival survival, Frame frame) {
    SplittableRandom random = new SplittableRandom(0);
    Set<String> structures = new HashSet<>();
    long bytes = 0;
    for (int draw = 0; draw < DRAWS * survival.slots(); draw++) {
      Optional<Transform> drawn = survival.draw(draw % survival.slots(), random);
      if (drawn.isEmpty()) {
        continue;
      }
      Transform transform = drawn.get();
      if (structures.add(TransformGraph.structure(transform, frame))) {
        bytes += Cost.of(TransformGraph.forward(transform, frame)).peakBytes();
        bytes +=
            Cost.of(
                    OrtGraphOptimizer.withStaticTypes(
                        TransformGraph.withGradient(transform, frame)))
                .peakBytes();
      }
    }
    return bytes;
  }

  /**
   * Returns the bytes of the gradients that a search keeps of each transform.
   *
   * @param survival the transforms
   * @param frame the part of the photo that they apply to
   * @param rows gradients per transform
   */
  public static long gradientBytes(Survival survival, Frame frame, int rows) {
    boolean kept = survival.strategy().remembers() || survival.looks() > 1;
    long values = (long) frame.channels() * frame.height() * frame.width();
    return kept ? survival.slots() * values * rows * Float.BYTES : 0;
  }
}
