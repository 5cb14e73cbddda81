package io.cdmaa.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.proto.FunctionProto;
import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.NodeProto;
import io.cdmaa.onnx.proto.OperatorSetIdProto;
import io.cdmaa.onnx.proto.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each graph here would end the process inside ONNX Runtime; each is refused before it. */
class OrtCrashGuardsTest {
  private final GraphBuilder b = new GraphBuilder("t/");
  private final String x = b.input("x", TensorType.floats(1, 4, 6, 6));

  private void node(String opType, String name, Attributes attributes, String... inputs) {
    b.add(new Node(opType, "", name, List.of(inputs), List.of(name), attributes));
  }

  /** The last pixels of a value, backwards. */
  private String sliced(String value) {
    node("Slice", "cut", Attributes.none(), value, v(-1), v(Long.MIN_VALUE), v(2), v(-1));
    return "cut";
  }

  private String v(long... values) {
    return b.vector(values);
  }

  private void refused(String output, String... words) {
    Graph graph = b.build(Map.of("y", output));
    assertThatThrownBy(() -> OrtGraphOptimizer.fold(graph))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContainingAll(words)
        .hasMessageContaining("export");
  }

  private void refusedSlice(String data) {
    refused(sliced(data), "Slice 'cut' reads '" + data + "'", "negative");
  }

  @Test
  void whatPadsCutAwayEntirely() {
    refusedSlice(b.op("Pad", x, v(0, 0, -9, 0, 0, 0, 1, 0)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1L << 62})
  void attentionWhoseHeadsDivideByZero(long heads) {
    String tokens = b.reshape(x, 1, 4, 36);
    Attributes query = Attributes.of("q_num_heads", heads, "kv_num_heads", 1L);
    node("Attention", "mixed", query, tokens, tokens, tokens);
    refused("mixed", "Attention 'mixed' has the q_num_heads " + heads);
  }

  @Test
  void attentionOverNothing() {
    String empty = b.input("empty", TensorType.floats(1, 0, 6, 0));
    node("Attention", "mixed", Attributes.none(), empty, empty, empty);
    refused("mixed", "reads 'empty', which is empty");
  }

  @Test
  void whatIsOnePixelShortOfNothing() {
    refusedSlice(b.op("Pad", x, v(0, 0, -7, 0, 0, 0, 0, 0)));
  }

  @Test
  void whatComputedPadsCutAway() {
    String pads = b.op("Neg", v(0, 0, 4, 0, 0, 0, 4, 0));
    refusedSlice(b.op("Tanh", b.op("Pad", x, pads)));
  }

  @Test
  void whatAScaleTurnsInsideOut() {
    String scales = b.constant(TensorData.ofFloats(new float[] {1, 1, -1, 1}, 4));
    refused(sliced(b.op("Resize", Attributes.of("mode", "nearest"), x, "", scales)), "Scale");
  }

  @Test
  void windowsLargerThanTheirImage() {
    refusedSlice(b.op("MaxPool", Attributes.of("kernel_shape", new long[] {99, 1}), x));
    GraphBuilder other = new GraphBuilder("t/");
    other.input("x", TensorType.floats(1, 4, 6, 6));
    String w = other.constant(TensorData.ofFloats(new float[4 * 3 * 3], 1, 4, 3, 3));
    Attributes kernel = Attributes.of("kernel_shape", new long[] {1L << 40, 3});
    String convolved = other.op("Conv", kernel, "x", w);
    String cut = other.slice(convolved, 2, 0, 7);
    Graph graph = other.build(Map.of("y", cut));
    assertThatThrownBy(() -> OrtGraphOptimizer.fold(graph)).isInstanceOf(CdmaaException.class);
  }

  @Test
  void whatLiesBehindSoundSlices() {
    String first = b.slice(x, 2, 1, 6);
    String second = b.slice(b.op("Tanh", first), 3, 0, 4);
    refusedSlice(b.op("Pad", second, v(0, 0, -3, 0, 0, 0, -3, 0)));
  }

  @Test
  void slicesInInnerGraphs() {
    String small = b.op("Pad", x, v(0, 0, -9, 0, 0, 0, 1, 0));
    NodeProto slice =
        NodeProto.newBuilder()
            .setOpType("Slice")
            .setName("inner")
            .addInput(small)
            .addInput(v(0))
            .addInput(v(3))
            .addInput(v(2))
            .addOutput("part")
            .build();
    GraphProto branch =
        GraphProto.newBuilder()
            .setName("branch")
            .addNode(slice)
            .addOutput(ValueInfoProto.newBuilder().setName("part"))
            .build();
    String condition = b.op("Greater", b.op("ReduceMax", x), b.scalar(0));
    node("If", "choice", Attributes.of("then_branch", branch, "else_branch", branch), condition);
    refused("choice", "If 'choice' reads '" + small + "'", "negative");
  }

  @Test
  void slicesInFunctions(@TempDir Path folder) throws IOException {
    String small = b.op("Pad", x, v(0, 0, -9, 0, 0, 0, 1, 0));
    sliced("small");
    ModelProto.Builder model =
        GraphCodec.encode(b.build(Map.of("y", small))).toBuilder()
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1));
    FunctionProto.Builder function =
        FunctionProto.newBuilder()
            .setDomain("local")
            .setName("Cut")
            .addInput("data")
            .addInput("from")
            .addOutput("part")
            .addOpsetImport(model.getOpsetImport(0))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("Slice")
                    .setName("inner")
                    .addInput("data")
                    .addInput("from")
                    .addInput("from")
                    .addOutput("part"));
    model.addFunctions(function);
    GraphProto.Builder graph = model.getGraphBuilder();
    graph.addInitializer(TensorCodec.encode("zeros", TensorData.vector(0, 0, 0, 0)));
    graph.addNode(
        NodeProto.newBuilder()
            .setDomain("local")
            .setOpType("Cut")
            .addInput(small)
            .addInput("zeros")
            .addOutput("part"));
    graph.setOutput(0, ValueInfoProto.newBuilder().setName("part"));
    Path file = Files.write(folder.resolve("f.onnx"), model.build().toByteArray());
    Graph read = ModelFile.read(file);
    assertThat(read.nodes()).noneMatch(n -> n.opType().equals("Cut"));
    assertThatThrownBy(() -> OrtGraphOptimizer.fold(read))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("inner' reads '" + small + "'");
  }

  @Test
  void blocksWhoseSquareOverflows() {
    node("DepthToSpace", "d", Attributes.of("blocksize", 1L << 32), x);
    refused("d", "DepthToSpace 'd' has the blocksize 4294967296");
  }

  @Test
  void convolutionsOfNoGroup() {
    String w = b.constant(TensorData.ofFloats(new float[4 * 2 * 9], 4, 2, 3, 3));
    node("ConvTranspose", "up", Attributes.of("group", 0), x, w);
    refused("up", "ConvTranspose 'up' has the group 0");
  }

  @Test
  void splitsIntoFewerPartsThanOutputs() {
    b.add(
        new Node(
            "Split",
            "",
            "parts",
            List.of(x),
            List.of("p", "q", "r"),
            Attributes.of("axis", 1, "num_outputs", 2)));
    refused(b.op("Sum", "p", "q", "r"), "Split 'parts' has 3 outputs, but makes 2 parts");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sum", "Mean", "Max", "Min", "Concat"})
  void operandsLeftOut(String opType) {
    node(opType, "v", Attributes.of(), x, "", x);
    refused("v", opType + " 'v' lacks an operand");
  }

  @Test
  void factorsLeftOut() {
    node("Einsum", "e", Attributes.of("equation", "abij,abjk->abik"), x, "");
    refused("e", "Einsum 'e' lacks an operand");
  }

  @Test
  void normsOfNothing() {
    node("LpNormalization", "norm", Attributes.of(), b.slice(x, 3, 2, 2));
    refused("norm", "LpNormalization 'norm' reads 't/Slice_", "which is empty");
  }

  @Test
  void slicesWithoutEnd() {
    String y = x;
    for (int i = 0; i < 2_000; i++) {
      y = b.op("Slice", y, v(0), v(6 + i), v(2));
    }
    refused(y, "2000 slices are chained one after the other");
  }

  @Test
  void shapesThatDependOnTheContentNameTheirNode() {
    String count = b.op("Cast", Attributes.of("to", 7), b.op("ReduceMax", b.op("Abs", x)));
    node("Expand", "wide", Attributes.none(), b.scalar(1), b.reshape(count, 1));
    refused("wide", "Expand 'wide' (Expand-13, opset 21) depends on the image's content");
  }

  @Test
  void valuesLargerThanAnyMachine() {
    refused(b.expand(b.scalar(1), 1L << 20, 1L << 20), "would hold 1.0", "numbers");
  }

  @ParameterizedTest
  @ValueSource(longs = {Integer.MIN_VALUE, -1, 2, 77})
  void batchesThatAreNoAxes(long axes) {
    String indices = b.constant(TensorData.ofLongs(new long[] {0, 1}, 2, 1));
    node("GatherND", "g", Attributes.of("batch_dims", axes), x, indices);
    refused("g", "GatherND 'g' has the batch_dims " + axes);
  }

  @Test
  void ellipsesOfDifferentLengths() {
    String y = b.reshape(b.slice(x, 1, 0, 1), 6, 6);
    node("Einsum", "e", Attributes.of("equation", "...ij,...jk->...ik"), y, x);
    refused("e", "Einsum 'e' has operands whose ellipses stand for 0 and 2 axes");
  }

  @Test
  void soundGraphsPassAsTheyAre() {
    String padded = b.op("Pad", x, b.op("Neg", v(0, 0, 2, 0, 0, 0, 2, 0)));
    String none = b.slice(padded, 3, 5, 5);
    Attributes all = Attributes.of("equation", "...ij,...jk->...ik");
    String product = b.op("Einsum", all, sliced(padded), b.transpose(padded, 0, 1, 3, 2));
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put("none", none);
    outputs.put("product", product);
    Graph graph = b.build(outputs);
    assertThat(OrtCrashGuards.checked(graph)).isSameAs(graph);
    assertThatCode(() -> OrtGraphOptimizer.fold(graph)).doesNotThrowAnyException();
    assertThat(OrtGraphOptimizer.fold(graph).type("product"))
        .isEqualTo(TensorType.floats(1, 4, 2, 2));
  }
}
