package io.cdmaa.generator;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The values for a generator's condition input: from the manifest, or derived from its shape. */
final class ConditionDomains {
  /** The condition of a real generator has a few dozen values, a latent vector several hundred. */
  private static final int MOST_CONDITIONS = 4096;

  private ConditionDomains() {}

  /** Returns the dimensions of a condition input, of which only the first may be open. */
  static long[] dims(Manifest manifest, Value condition) {
    long[] dims = condition.type().dims();
    boolean open = IntStream.range(1, dims.length).anyMatch(i -> dims[i] < 1);
    if (dims.length == 0 || open) {
      throw SignatureResolver.unusable(
          manifest,
          "its condition input '"
              + condition.name()
              + "' has the open shape "
              + condition.type()
              + "; export it with a fixed number of conditions");
    }
    return dims;
  }

  /**
   * Returns the domains.
   *
   * @param dims the dimensions of the condition input
   * @param assumptions receives a sentence on each assumption made
   */
  static List<Domain> of(
      Manifest manifest,
      Graph graph,
      Optional<Value> condition,
      long[] dims,
      List<String> assumptions) {
    if (condition.isEmpty()) {
      if (manifest.domains().size() > 1) {
        throw ManifestFaults.wrong(
            manifest.source(), "it names domains, but the model has no condition input");
      }
      return List.of(new Domain("translated", new float[0]));
    }
    int size = size(manifest, condition.get(), dims);
    boolean whole = !condition.get().type().elementType().isFloatingPoint();
    if (manifest.domains().isEmpty() && whole && size == 1) {
      return ClassLabels.domains(manifest, graph, condition.get().name(), assumptions);
    }
    if (manifest.domains().isEmpty()) {
      assumptions.add(
          "its condition '"
              + condition.get().name()
              + "' is assumed to be one-hot over "
              + size
              + " domains");
      return IntStream.range(0, size).mapToObj(i -> oneHot(i, size)).toList();
    }
    for (Domain domain : manifest.domains()) {
      if (domain.condition().length != size) {
        throw ManifestFaults.wrong(
            manifest.source(),
            "the domain '"
                + domain.name()
                + "' has "
                + domain.condition().length
                + " values, but the condition input '"
                + condition.get().name()
                + "' takes "
                + size);
      }
      if (whole) {
        ClassLabels.requireWhole(manifest, domain, condition.get().name());
      }
    }
    return manifest.domains();
  }

  private static int size(Manifest manifest, Value condition, long[] dims) {
    long size = 1;
    for (int i = 1; i < dims.length && size <= MOST_CONDITIONS; i++) {
      size *= dims[i];
    }
    if (size > MOST_CONDITIONS) {
      throw SignatureResolver.unusable(
          manifest,
          "its condition input '"
              + condition.name()
              + "' takes more than "
              + MOST_CONDITIONS
              + " values; name another in a manifest (condition: {input: NAME})");
    }
    return (int) size;
  }

  private static Domain oneHot(int index, int size) {
    float[] values = new float[size];
    values[index] = 1;
    return new Domain("domain " + (index + 1), values);
  }
}
