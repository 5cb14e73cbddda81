package io.cdmaa.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.NodeProto;
import io.cdmaa.onnx.proto.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that hold graphs which do not fit them stay as they are, for ONNX Runtime to refuse. */
class ControlFlowTest {
  private static final GraphProto EMPTY = GraphProto.getDefaultInstance();

  private static List<String> left(
      String operator, TensorData decides, List<String> more, Attributes attributes) {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("image", TensorType.floats(1, 3));
    List<String> inputs = new ArrayList<>(List.of(b.constant(decides)));
    inputs.addAll(more);
    b.add(new Node(operator, "", "n", inputs, List.of("y"), attributes));
    return ControlFlow.resolved(b.build(Map.of("fake", "y"))).nodes().stream()
        .map(Node::opType)
        .toList();
  }

  private static ValueInfoProto value(String name) {
    return ValueInfoProto.newBuilder().setName(name).build();
  }

  @Test
  void aBranchWithTooFewOutputsStays() {
    Attributes branches = Attributes.of("then_branch", EMPTY, "else_branch", EMPTY);
    assertThat(left("If", TensorData.vector(1), List.of(), branches)).contains("If");
    assertThat(left("If", TensorData.vector(), List.of(), branches)).contains("If");
  }

  @Test
  void aLoopWithoutATripCountOrABodyThatFitsStays() {
    Attributes body = Attributes.of("body", EMPTY);
    assertThat(left("Loop", TensorData.vector(3), List.of(), body)).contains("Loop");
    assertThat(left("Loop", TensorData.vector(), List.of(), body)).contains("Loop");
  }

  /** The condition is an Identity of itself. */
  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void aConditionThatLeadsInACircleEnds() {
    GraphProto body =
        GraphProto.newBuilder()
            .addInput(value("i"))
            .addInput(value("go"))
            .addInput(value("x"))
            .addNode(NodeProto.newBuilder().setOpType("Identity").addInput("c").addOutput("c"))
            .addOutput(value("c"))
            .addOutput(value("x"))
            .build();
    List<String> inputs = List.of("image", "image");
    assertThat(left("Loop", TensorData.vector(3), inputs, Attributes.of("body", body)))
        .contains("Loop");
  }
}
