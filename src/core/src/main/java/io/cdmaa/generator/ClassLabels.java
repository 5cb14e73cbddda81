package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Conditions that are integers: one or more class labels. */
final class ClassLabels {
  /** Operators that pass a label on to their output. */
  private static final Set<String> PASSING =
      Set.of("Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Expand", "Clip");

  private static final int MOST_CLASSES = 4096;

  private ClassLabels() {}

  /**
   * Returns one domain per class that the graph supports.
   *
   * @throws CdmaaException if the number of classes cannot be determined from the graph
   */
  static List<Domain> domains(
      Manifest manifest, Graph graph, String label, List<String> assumptions) {
    int classes =
        count(graph, label)
            .filter(n -> n > 0 && n <= MOST_CLASSES)
            .map(Long::intValue)
            .orElseThrow(
                () ->
                    SignatureResolver.unusable(
                        manifest,
                        "its condition '"
                            + label
                            + "' is a class label, but the number of classes is not known; list"
                            + " them in a manifest (condition: {domains: [{name: NAME,"
                            + " value: [0]}]})"));
    assumptions.add(
        "its condition '" + label + "' is assumed to be a class label from 0 to " + (classes - 1));
    return IntStream.range(0, classes)
        .mapToObj(i -> new Domain("domain " + (i + 1), new float[] {i}))
        .toList();
  }

  /**
   * Returns the length of the table that the label indexes, or of the one-hot vector made from it.
   */
  private static Optional<Long> count(Graph graph, String label) {
    Set<String> labels = new HashSet<>(Set.of(label));
    for (Node node : graph.nodes()) {
      boolean gathers = node.opType().equals("Gather") && labels.contains(node.input(1));
      if (gathers && node.attributes().integer("axis", 0) == 0) {
        Optional<TensorData> table = graph.constant(node.input(0));
        if (table.isPresent() && table.get().type().rank() > 0) {
          return table.map(t -> t.type().dim(0));
        }
      }
      if (node.opType().equals("OneHot") && labels.contains(node.input(0))) {
        return graph.constant(node.input(1)).filter(t -> t.size() == 1).map(t -> t.longs()[0]);
      }
      if (PASSING.contains(node.opType()) && labels.contains(node.input(0))) {
        labels.addAll(node.outputs());
      }
    }
    return Optional.empty();
  }

  /** Checks that all values are integers, since a cast would truncate others. */
  static void requireWhole(Manifest manifest, Domain domain, String label) {
    for (float value : domain.condition()) {
      if (value != Math.rint(value)) {
        throw ManifestFaults.wrong(
            manifest.source(),
            "the domain '"
                + domain.name()
                + "' has the value "
                + value
                + ", but the condition input '"
                + label
                + "' takes whole numbers");
      }
    }
  }
}
