package io.cdmaa.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.testkit.Checkout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compares the evaluator with cases that {@code tools/node_cases} generated with ONNX's reference
 * evaluator: every operator, and every attribute with at least two values.
 */
class OwnNodeCasesTest {
  private static final String RESOURCE = "node-cases.zip";

  /** The name of an attribute in code that reads it. */
  private static final Pattern ASKED =
      Pattern.compile(
          "call\\s*\\.(?:given|integer|flag|real|string|reals|tensor|integers)\\(\\s*\"(\\w+)\"");

  /**
   * Attributes that a model file cannot contain: the first three belong to operators that share the
   * code, and the tensor of a Constant is already an initializer when the file has been read.
   */
  private static final Set<String> NOT_IN_FILES =
      Set.of("Col2Im auto_pad", "Scatter reduction", "Slice steps", "Constant value");

  private static NodeCases cases;

  @BeforeAll
  static void read() throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    try (InputStream in = OwnNodeCasesTest.class.getResourceAsStream(RESOURCE);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    cases = new NodeCases(files);
  }

  @Test
  void everyCaseComesOutRight() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String name : cases.names()) {
      wrong.addAll(cases.differences(name, NodeCases::tolerance));
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyOperatorHasACaseAndEveryAttributeTwoValues() throws IOException {
    Set<String> operators = new TreeSet<>();
    Map<String, Set<Object>> values = new TreeMap<>();
    Map<String, List<Node>> nodes = new TreeMap<>();
    Set<String> read = new TreeSet<>();
    for (String name : cases.names()) {
      Graph graph = cases.graph(name);
      Map<String, Tensor64> inputs = cases.inputs(name, graph, 0);
      for (Node node : graph.nodes()) {
        operators.add(node.opType());
        if (InnerGraphs.OPERATORS.contains(node.opType())) {
          // It reads graphs, not attributes with values.
          continue;
        }
        nodes.computeIfAbsent(node.opType(), n -> new ArrayList<>()).add(node);
        List<Optional<Tensor64>> arguments =
            node.inputs().stream().map(input -> Optional.ofNullable(inputs.get(input))).toList();
        Call call = new Call(node, graph.opset(), arguments);
        assertThat(Operators.TABLE.get(node.opType()).apply(call)).isNotEmpty();
        call.read().forEach(a -> values.put(node.opType() + " " + a, new HashSet<>()));
        read.addAll(call.read());
      }
    }
    assertThat(operators).containsAll(Operators.TABLE.keySet()).containsAll(InnerGraphs.OPERATORS);
    values.forEach(
        (attribute, found) -> {
          String[] parts = attribute.split(" ", 2);
          nodes.get(parts[0]).forEach(node -> found.add(text(node, parts[1])));
        });
    values.keySet().removeAll(NOT_IN_FILES);
    values.values().removeIf(found -> found.size() > 1);
    assertThat(values).as("attributes with one value only").isEmpty();
    assertThat(read).containsAll(asked());
  }

  /** Returns an attribute's value, in a form that is equal for equal values. */
  private static String text(Node node, String attribute) {
    Object value = node.attributes().asMap().get(attribute);
    return Attributes.of(value == null ? new Object[0] : new Object[] {attribute, value})
        .toString();
  }

  /** Returns the attributes that the evaluator's sources name. */
  private static Set<String> asked() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Checkout.root().resolve("src"))) {
      for (Path file :
          files.filter(f -> f.getParent().endsWith("io/cdmaa/reference")).sorted().toList()) {
        if (file.toString().endsWith(".java")) {
          Matcher matcher = ASKED.matcher(Files.readString(file));
          while (matcher.find()) {
            names.add(matcher.group(1));
          }
        }
      }
    }
    assertThat(names).contains("auto_pad", "epsilon");
    return names;
  }
}
