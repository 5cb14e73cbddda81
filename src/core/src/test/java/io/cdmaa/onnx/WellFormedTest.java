package io.cdmaa.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.NodeProto;
import io.cdmaa.onnx.proto.ValueInfoProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults of a graph are told in one sentence that names what to look for. */
class WellFormedTest {
  private static GraphBuilder withImage() {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("image", TensorType.floats(1, 3, 8, 8));
    return b;
  }

  private static Node node(String operator, String domain, String name, Attributes attributes) {
    return new Node(operator, domain, name, List.of("image"), List.of(name), attributes);
  }

  /** A graph with one node per input, each named {@code v0} and so on. */
  private static GraphProto inner(int inputs, String operator, String reads, int outputs) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("inner");
    for (int i = 0; i < inputs; i++) {
      graph.addInput(ValueInfoProto.newBuilder().setName("in" + i));
    }
    for (int i = 0; i < Math.max(1, outputs); i++) {
      graph.addNode(NodeProto.newBuilder().setOpType(operator).addInput(reads).addOutput("v" + i));
    }
    for (int i = 0; i < outputs; i++) {
      graph.addOutput(ValueInfoProto.newBuilder().setName("v" + i));
    }
    return graph.build();
  }

  private static Graph with(Node... nodes) {
    GraphBuilder b = withImage();
    Map<String, String> outputs = new LinkedHashMap<>();
    for (Node node : nodes) {
      b.add(node);
      outputs.put("out of " + node.output(), node.output());
    }
    return b.build(outputs);
  }

  @Test
  void allUnknownOperatorsAreNamedAtOnce() {
    Attributes branches =
        Attributes.of("then_branch", inner(0, "Zap", "image", 1))
            .with("else_branch", inner(0, "Neg", "image", 1));
    Graph graph =
        with(
            node("Sharpen", "com.example", "a", Attributes.none()),
            node("Frob", "", "b", Attributes.none()),
            node("Sharpen", "com.example", "c", Attributes.none()),
            node("If", "", "d", branches),
            node("Gelu", "com.microsoft", "e", Attributes.none()),
            node("Neg", "", "fake", Attributes.none()));
    assertThatThrownBy(() -> OpsetConverter.requireWellFormed(graph))
        .hasMessageContaining("Frob 'b'; Zap 'v0'; com.example:Sharpen 'a', 'c'; export it")
        .hasMessageNotContaining("Gelu")
        .hasMessageNotContaining("Neg");
  }

  @Test
  void anOperatorOfALaterOpsetIsNamedWithItsOpset() {
    Graph graph = with(node("Gelu", "", "g", Attributes.none()));
    Graph old =
        new Graph(
            17, graph.inputs(), graph.outputs(), graph.nodes(), graph.initializers(), Map.of());
    assertThatThrownBy(() -> OpsetConverter.requireWellFormed(old))
        .hasMessageContaining("at opset 17: Gelu, new in opset 20 only, 'g'");
    assertThatCode(() -> OpsetConverter.requireWellFormed(graph)).doesNotThrowAnyException();
  }

  @Test
  void aLongListIsCutShort() {
    Node[] nodes =
        IntStream.range(0, 100)
            .mapToObj(i -> node("Own" + i % 50, "x", "n" + i, Attributes.none()))
            .toArray(Node[]::new);
    Throwable thrown = catchThrowable(() -> OpsetConverter.requireWellFormed(with(nodes)));
    assertThat(thrown).hasMessageContaining("; and 30 more");
    assertThat(thrown.getMessage()).hasSizeLessThan(1000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "If | 0 | image | 2 | If 'f' has a graph 'then_branch' whose number of outputs is 2",
        "If | 1 | image | 1 | If 'f' has a graph 'then_branch' whose number of inputs is 1",
        "If | 0 | gone | 1 | If 'f' reads 'gone' in its graph 'then_branch', which nothing",
        "Loop | 0 | image | 2 | Loop 'f' has a graph 'body' whose number of inputs is 0",
        "Loop | 2 | image | 1 | Loop 'f' has a graph 'body' whose number of outputs is 1",
        "Loop | 2 | gone | 2 | Loop 'f' reads 'gone' in its graph 'body', which nothing computes",
        "Scan | 1 | image | 1 | Scan 'f' scans 9 of its 1 inputs",
      })
  void aFaultOfAnInnerGraphIsOneSentence(
      String operator, int inputs, String reads, int outputs, String expected) {
    GraphProto graph = inner(inputs, "Neg", reads, outputs);
    Attributes attributes =
        operator.equals("If")
            ? Attributes.of("then_branch", graph).with("else_branch", graph)
            : Attributes.of("body", graph).with("num_scan_inputs", 9L);
    Graph outer = with(node(operator, "", "f", attributes));
    assertThatThrownBy(() -> OpsetConverter.requireWellFormed(outer))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(expected)
        .hasMessageEndingWith("; export it again");
  }

  @ParameterizedTest
  @CsvSource({"If,then_branch", "Loop,body", "Scan,body"})
  void aMissingInnerGraphIsNamedAtAnyDepth(String operator, String name) {
    Graph outer = with(node(operator, "", "f", Attributes.none()));
    assertThatThrownBy(() -> OpsetConverter.requireWellFormed(outer))
        .hasMessageContaining(operator + " 'f' lacks its graph '" + name + "'");
    GraphProto deep =
        GraphProto.newBuilder()
            .addNode(NodeProto.newBuilder().setOpType(operator).setName("deep").addOutput("v0"))
            .addOutput(ValueInfoProto.newBuilder().setName("v0"))
            .build();
    Attributes branches = Attributes.of("then_branch", deep).with("else_branch", deep);
    assertThatThrownBy(() -> OpsetConverter.requireWellFormed(with(node("If", "", "f", branches))))
        .hasMessageContaining(operator + " 'deep' lacks its graph '" + name + "'");
  }

  @Test
  void controlFlowThatFitsIsAccepted() {
    GraphProto branch = inner(0, "Neg", "image", 1);
    Attributes branches = Attributes.of("then_branch", branch).with("else_branch", branch);
    Attributes body = Attributes.of("body", inner(2, "Neg", "in0", 2));
    Attributes scan = Attributes.of("body", inner(1, "Neg", "in0", 1)).with("num_scan_inputs", 1L);
    assertThatCode(
            () ->
                OpsetConverter.requireWellFormed(
                    with(
                        node("If", "", "a", branches),
                        node("Loop", "", "b", body),
                        node("Scan", "", "c", scan))))
        .doesNotThrowAnyException();
  }
}
