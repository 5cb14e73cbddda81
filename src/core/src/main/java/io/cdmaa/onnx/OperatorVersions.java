package io.cdmaa.onnx;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The operator sets in which each of ONNX's own operators got a new version, up to set 23. The
 * meaning of an operator in a model is that of its last version that is not newer than the model's
 * set.
 */
public final class OperatorVersions {
  /**
   * The resource with one operator per line, followed by its versions; written by
   * tools/operator_versions.py.
   */
  static final String RESOURCE = "operator-versions.txt";

  private static final Map<String, NavigableSet<Integer>> VERSIONS = read();

  private OperatorVersions() {}

  private static Map<String, NavigableSet<Integer>> read() {
    try (InputStream in = OperatorVersions.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
      Map<String, NavigableSet<Integer>> versions = new TreeMap<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        versions.put(
            words[0],
            Arrays.stream(words)
                .skip(1)
                .map(Integer::valueOf)
                .collect(Collectors.toCollection(TreeSet::new)));
      }
      return Map.copyOf(versions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the version of an operator that applies in an operator set.
   *
   * @param opType an operator of ONNX's own domain
   * @param opset the model's operator set
   * @return empty if the operator is unknown, or newer than the set
   */
  public static OptionalInt since(String opType, int opset) {
    NavigableSet<Integer> versions = VERSIONS.get(opType);
    Integer version = versions == null ? null : versions.floor(opset);
    return version == null ? OptionalInt.empty() : OptionalInt.of(version);
  }

  /**
   * Returns the operator set that introduced an operator.
   *
   * @param opType an operator of ONNX's own domain
   * @return empty if the operator is unknown
   */
  static OptionalInt first(String opType) {
    NavigableSet<Integer> versions = VERSIONS.get(opType);
    return versions == null ? OptionalInt.empty() : OptionalInt.of(versions.first());
  }

  /**
   * Returns how messages name the version of a node's operator, e.g. {@code Resize-13, opset 17}.
   *
   * @param node the node
   * @param opset the model's operator set
   */
  public static String name(Node node, int opset) {
    OptionalInt since = node.domain().isEmpty() ? since(node.opType(), opset) : OptionalInt.empty();
    return since.isPresent()
        ? node.opType() + "-" + since.getAsInt() + ", opset " + opset
        : "opset " + opset;
  }
}
