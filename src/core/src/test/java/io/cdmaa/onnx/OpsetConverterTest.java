package io.cdmaa.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cdmaa.CdmaaException;
import io.cdmaa.reference.OrtRunner;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.reference.Tolerances;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An upgraded graph computes what the original does, in ONNX Runtime and in the reference. */
class OpsetConverterTest {

  /** A graph of an old opset around one operator, whose input is {@code x} and output {@code y}. */
  record Old(String label, Graph graph) {
    @Override
    public String toString() {
      return label;
    }
  }

  private static Attributes a(Object... namesAndValues) {
    return Attributes.of(namesAndValues);
  }

  private static Old old(
      int opset, long[] dims, String opType, Attributes attributes, Object... others) {
    return old(opset, dims, opType, attributes, List.of("y"), others);
  }

  /** The other inputs are constants, "" where one is left out. */
  private static Old old(
      int opset,
      long[] dims,
      String opType,
      Attributes attributes,
      List<String> outputs,
      Object... others) {
    Map<String, TensorData> constants = new LinkedHashMap<>();
    List<String> inputs = new ArrayList<>(List.of("x"));
    for (int i = 0; i < others.length; i++) {
      if (others[i] instanceof TensorData data) {
        constants.put("c" + i, data);
        inputs.add("c" + i);
      } else {
        inputs.add((String) others[i]);
      }
    }
    Node node = new Node(opType, "", "", inputs, outputs, attributes);
    return new Old(
        opType + "-" + opset + " " + attributes + " " + Arrays.toString(dims),
        graph(opset, dims, List.of(node), constants, outputs));
  }

  private static Graph graph(
      int opset,
      long[] dims,
      List<Node> nodes,
      Map<String, TensorData> constants,
      List<String> outputs) {
    return new Graph(
        opset,
        List.of(new Value("x", TensorType.floats(dims))),
        outputs.stream().map(name -> new Value(name, null)).toList(),
        nodes,
        constants,
        Map.of());
  }

  private static Node node(String opType, String input, String output, Object... attributes) {
    return new Node(opType, "", "", List.of(input), List.of(output), Attributes.of(attributes));
  }

  private static long[] dims(long... dims) {
    return dims;
  }

  private static TensorData floats(double... values) {
    return TensorData.ofDoubles(values, values.length);
  }

  static Stream<Old> reductions() {
    List<Old> cases = new ArrayList<>();
    for (String name :
        List.of(
            "ReduceSum",
            "ReduceMean",
            "ReduceMax",
            "ReduceMin",
            "ReduceProd",
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSumExp",
            "ReduceSumSquare")) {
      for (int keep : new int[] {0, 1}) {
        cases.add(old(11, dims(2, 3, 4), name, a("axes", new int[] {-1, 0}, "keepdims", keep)));
        cases.add(old(11, dims(2, 3, 4), name, a("keepdims", keep)));
        if (!name.equals("ReduceSum")) {
          cases.add(old(13, dims(2, 3, 4), name, a("axes", new int[] {1}, "keepdims", keep)));
        }
      }
    }
    cases.add(old(13, dims(2, 3, 4), "ReduceSum", a(), TensorData.vector(1, 2)));
    cases.add(old(13, dims(2, 3, 4), "ReduceSum", a("noop_with_empty_axes", 1)));
    cases.add(old(9, dims(1, 3, 1), "Squeeze", a("axes", new int[] {0})));
    cases.add(old(9, dims(1, 3, 1), "Squeeze", a()));
    cases.add(old(13, dims(1, 3, 1), "Squeeze", a()));
    cases.add(old(13, dims(1, 3, 1), "Squeeze", a(), TensorData.vector(-1)));
    cases.add(old(11, dims(2, 3), "Unsqueeze", a("axes", new int[] {0, 3})));
    cases.add(old(11, dims(2, 3), "Unsqueeze", a("axes", new int[] {-1})));
    return cases.stream();
  }

  static Stream<Old> softmaxes() {
    List<Old> cases = new ArrayList<>();
    for (String name : List.of("Softmax", "LogSoftmax", "Hardmax")) {
      cases.add(old(9, dims(2, 3, 4), name, a()));
      for (int axis : new int[] {0, 1, 2}) {
        cases.add(old(9, dims(2, 3, 4), name, a("axis", axis)));
        cases.add(old(11, dims(2, 3, 4), name, a("axis", axis)));
        cases.add(old(11, dims(2, 3, 4), name, a("axis", axis - 3)));
        cases.add(old(13, dims(2, 3, 4), name, a("axis", axis)));
      }
    }
    return cases.stream();
  }

  static Stream<Old> pieces() {
    List<String> three = List.of("y", "z", "w");
    return Stream.of(
        old(9, dims(4, 5), "Slice", a("starts", new int[] {1}, "ends", new int[] {-1})),
        old(
            9,
            dims(4, 5),
            "Slice",
            a("starts", new int[] {-3}, "ends", new int[] {99}, "axes", new int[] {1})),
        old(10, dims(4, 5), "Slice", a(), TensorData.vector(1), TensorData.vector(3)),
        old(9, dims(2, 3), "Pad", a("pads", new int[] {0, 1, 2, 1})),
        old(9, dims(2, 3), "Pad", a("pads", new int[] {0, 1, 2, -1}, "value", 1.5)),
        old(9, dims(2, 3), "Pad", a("pads", new int[] {1, 1, 1, 2}, "mode", "reflect")),
        old(9, dims(2, 3), "Pad", a("pads", new int[] {1, 1, 1, 2}, "mode", "edge")),
        old(13, dims(2, 3), "Pad", a("mode", "edge"), TensorData.vector(1, 1, 0, 1)),
        old(
            18,
            dims(2, 3, 4),
            "Pad",
            a(),
            TensorData.vector(1, 2),
            TensorData.scalar(2),
            TensorData.vector(-1)),
        old(
            19,
            dims(2, 3, 4),
            "Pad",
            a("mode", "wrap"),
            TensorData.vector(1, 2, 0, 1),
            "",
            TensorData.vector(2, 1)),
        old(9, dims(2, 3), "Clip", a("min", -0.25, "max", 0.5)),
        old(9, dims(2, 3), "Clip", a("max", 0.5)),
        old(9, dims(2, 3), "Clip", a()),
        old(11, dims(2, 3), "Clip", a(), "", TensorData.scalar(0.25)),
        old(9, dims(6, 2), "Split", a(), three),
        old(9, dims(2, 7), "Split", a("axis", 1, "split", new int[] {1, 4, 2}), three),
        old(11, dims(2, 6), "Split", a("axis", -1), three),
        old(13, dims(2, 7), "Split", a("axis", -1), three, TensorData.vector(3, 3, 1)),
        old(18, dims(2, 7), "Split", a("axis", 1, "num_outputs", 3), three),
        old(9, dims(2, 5), "TopK", a("k", 2), List.of("y", "z")),
        old(10, dims(2, 5), "TopK", a("axis", 0), List.of("y", "z"), TensorData.vector(1)));
  }

  static Stream<Old> resizes() {
    List<Old> cases = new ArrayList<>();
    for (String mode : List.of("nearest", "linear")) {
      cases.add(old(9, dims(1, 2, 3, 4), "Upsample", a("mode", mode), floats(1, 1, 2, 3)));
      cases.add(old(9, dims(1, 2, 3, 4), "Upsample", a("mode", mode), floats(1, 1, 1.5, 2.5)));
      cases.add(old(10, dims(1, 2, 3, 4), "Resize", a("mode", mode), floats(1, 1, 2, 3)));
      cases.add(old(10, dims(1, 2, 5, 8), "Resize", a("mode", mode), floats(1, 1, 0.6, 0.5)));
      cases.add(old(10, dims(1, 2, 5, 8), "Resize", a("mode", mode), floats(1, 1, 0.6, 1.75)));
      cases.add(old(11, dims(1, 2, 3, 4), "Resize", a("mode", mode), floats(), floats(1, 1, 2, 3)));
      cases.add(
          old(
              11,
              dims(1, 2, 3, 4),
              "Resize",
              a("mode", mode, "coordinate_transformation_mode", "align_corners"),
              floats(),
              floats(),
              TensorData.vector(1, 2, 5, 6)));
      cases.add(
          old(
              18,
              dims(1, 2, 3, 4),
              "Resize",
              a("mode", mode, "axes", new int[] {2, 3}),
              "",
              floats(2, 1.5)));
      cases.add(
          old(
              18,
              dims(1, 2, 3, 4),
              "Resize",
              a("mode", mode, "axes", new int[] {3, 2}),
              "",
              "",
              TensorData.vector(7, 5)));
    }
    cases.add(
        old(
            11,
            dims(1, 2, 3, 4),
            "Resize",
            a("coordinate_transformation_mode", "tf_half_pixel_for_nn", "nearest_mode", "floor"),
            floats(),
            floats(1, 1, 2.5, 1.5)));
    cases.add(
        old(
            11,
            dims(1, 1, 4, 4),
            "Resize",
            a("mode", "linear", "coordinate_transformation_mode", "tf_crop_and_resize"),
            floats(0, 0, 0.1, 0.2, 1, 1, 0.9, 1.3),
            floats(),
            TensorData.vector(1, 1, 3, 5)));
    return cases.stream();
  }

  static Stream<Old> normalizations() {
    TensorData scale = floats(0.5, 2, -1, 1.5);
    TensorData bias = floats(1, 0, -1, 2);
    TensorData mean = floats(0.1, 0.2, -0.3, 0);
    TensorData variance = floats(0.5, 2, 1, 1.5);
    return Stream.of(
        old(9, dims(2, 4, 3), "BatchNormalization", a(), scale, bias, mean, variance),
        old(
            9,
            dims(2, 4, 3, 2),
            "BatchNormalization",
            a("epsilon", 1e-3, "momentum", 0.5),
            scale,
            bias,
            mean,
            variance),
        old(
            15,
            dims(2, 4, 3),
            "BatchNormalization",
            a("training_mode", 1),
            List.of("y", "rm", "rv"),
            scale,
            bias,
            mean,
            variance),
        old(
            18,
            dims(2, 4, 3),
            "GroupNormalization",
            a("num_groups", 2),
            floats(0.5, 2),
            floats(1, -1)),
        old(21, dims(2, 4, 3), "GroupNormalization", a("num_groups", 2), scale, bias),
        old(23, dims(2, 3, 4), "RMSNormalization", a("axis", -1), scale),
        old(22, dims(2, 4, 3), "InstanceNormalization", a(), scale, bias));
  }

  /** With the queries as the input; keys and values are constants. */
  static Stream<Old> attentions() {
    TensorData k = ramp(0.7, 2, 5, 8);
    TensorData v = ramp(1.3, 2, 5, 8);
    TensorData k4 = ramp(0.7, 2, 2, 5, 4);
    TensorData v4 = ramp(1.3, 2, 2, 5, 3);
    TensorData k2 = ramp(0.9, 2, 5, 4);
    Attributes heads = a("q_num_heads", 2, "kv_num_heads", 2);
    List<String> cached = List.of("y", "keys", "values");
    TensorData allowed =
        new TensorData(
            new TensorType(ElementType.BOOL, 3, 5),
            ByteString.copyFrom(new byte[] {1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1}));
    return Stream.of(
        old(23, dims(2, 3, 8), "Attention", heads, k, v),
        old(23, dims(2, 3, 8), "Attention", heads.with("scale", 0.3), k, v),
        old(23, dims(2, 3, 8), "Attention", heads.with("is_causal", 1), k, v),
        old(23, dims(2, 3, 8), "Attention", heads.with("softcap", 0.5), k, v),
        old(23, dims(2, 3, 8), "Attention", heads, k, v, ramp(0.5, 3, 5)),
        old(23, dims(2, 3, 8), "Attention", heads, k, v, allowed),
        old(23, dims(2, 2, 3, 4), "Attention", a(), k4, v4),
        old(23, dims(2, 4, 3, 4), "Attention", a(), k4, v4),
        old(23, dims(2, 3, 8), "Attention", a("q_num_heads", 2, "kv_num_heads", 1), k2, k2),
        old(
            23,
            dims(2, 2, 3, 4),
            "Attention",
            a(),
            cached,
            k4,
            v4,
            "",
            ramp(0.2, 2, 2, 1, 4),
            ramp(0.4, 2, 2, 1, 3)));
  }

  /** Values that turn and differ from one another. */
  private static TensorData ramp(double step, long... dims) {
    double[] values = new double[(int) TensorType.floats(dims).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(1 + step * i);
    }
    return TensorData.ofDoubles(values, dims);
  }

  static Stream<Old> named() {
    return Stream.of(
        old(9, dims(2, 3), "Dropout", a("ratio", 0.3)),
        old(12, dims(2, 3), "Dropout", a(), List.of("y", "mask")),
        old(13, dims(2, 3), "Dropout", a(), TensorData.scalar(0.4)),
        old(15, dims(2, 3), "CastLike", a(), TensorData.vector(1)),
        old(
            16,
            dims(1, 1, 3, 3),
            "GridSample",
            a("mode", "bicubic", "align_corners", 1),
            TensorData.ofDoubles(new double[] {-0.5, 0.1, 0.7, 0.3}, 1, 1, 2, 2)),
        old(
            16,
            dims(1, 1, 3, 3),
            "GridSample",
            a("padding_mode", "reflection"),
            TensorData.ofDoubles(new double[] {-1.5, 0.1, 0.7, 1.3}, 1, 1, 2, 2)),
        old(22, dims(1, 2, 6), "AveragePool", a("kernel_shape", new int[] {3}, "ceil_mode", 1)),
        old(
            19,
            dims(1, 2, 5, 5),
            "AveragePool",
            a(
                "kernel_shape",
                new int[] {3, 3},
                "strides",
                new int[] {3, 3},
                "pads",
                new int[] {1, 1, 1, 1},
                "ceil_mode",
                1,
                "count_include_pad",
                1)),
        old(
            12,
            dims(1, 2, 5, 5),
            "MaxPool",
            a(
                "kernel_shape",
                new int[] {2, 2},
                "strides",
                new int[] {3, 3},
                "pads",
                new int[] {1, 1, 1, 1},
                "ceil_mode",
                1)));
  }

  static Stream<Old> chains() {
    TensorData half = Float32Test.halves(0.5f, 1, 2, 3);
    return Stream.of(
        new Old(
            "Identity at every place",
            graph(
                11,
                dims(2, 3),
                List.of(
                    node("Identity", "x", "a"),
                    node("Exp", "a", "b"),
                    node("Identity", "b", "c"),
                    node("Neg", "c", "d"),
                    node("Identity", "d", "y"),
                    node("Identity", "d", "z"),
                    node("Identity", "x", "w"),
                    node("Abs", "y", "v")),
                Map.of(),
                List.of("y", "z", "w", "v"))),
        new Old(
            "Constant in every form",
            graph(
                12,
                dims(2, 2),
                List.of(
                    new Node("Constant", "", "", List.of(), List.of("f"), a("value_float", 2.5)),
                    new Node(
                        "Constant",
                        "",
                        "",
                        List.of(),
                        List.of("g"),
                        a("value_floats", new float[] {1, 2})),
                    new Node(
                        "Constant",
                        "",
                        "",
                        List.of(),
                        List.of("s"),
                        a("value_ints", new int[] {4, 1})),
                    new Node("Mul", "", "", List.of("x", "f"), List.of("p"), a()),
                    new Node("Add", "", "", List.of("p", "g"), List.of("q"), a()),
                    new Node("Reshape", "", "", List.of("q", "s"), List.of("y"), a())),
                Map.of(),
                List.of("y"))),
        new Old(
            "double inside",
            graph(
                13,
                dims(3, 2),
                List.of(
                    node("Cast", "x", "a", "to", 11),
                    new Node("Mul", "", "", List.of("a", "k"), List.of("b"), a()),
                    node("Cast", "b", "y", "to", 1)),
                Map.of("k", Float32.cast(floats(0.5, 3), ElementType.DOUBLE)),
                List.of("y"))),
        new Old(
            "float16 inside",
            graph(
                13,
                dims(3, 4),
                List.of(
                    node("Cast", "x", "a", "to", 10),
                    new Node("Mul", "", "", List.of("a", "k"), List.of("b"), a()),
                    node("Cast", "b", "y", "to", 1)),
                Map.of("k", half),
                List.of("y"))));
  }

  @ParameterizedTest
  @MethodSource({
    "reductions",
    "softmaxes",
    "pieces",
    "resizes",
    "normalizations",
    "named",
    "attentions",
    "chains"
  })
  void computesTheSame(Old old) throws Exception {
    Graph original = OrtGraphOptimizer.withStaticTypes(old.graph());
    Graph upgraded = OpsetConverter.toCanonical(original);
    assertThat(upgraded.opset()).isEqualTo(GraphBuilder.OPSET);
    assertThat(upgraded.outputs()).isEqualTo(original.outputs());
    assertThat(OpsetConverter.toCanonical(upgraded)).isEqualTo(upgraded);
    for (Node node : upgraded.nodes()) {
      for (String output : node.outputs()) {
        assertThat(output.isEmpty() || upgraded.types().containsKey(output)).isTrue();
      }
    }
    assertThat(OrtGraphOptimizer.withStaticTypes(upgraded).types())
        .containsAllEntriesOf(upgraded.types());

    TensorType type = original.inputs().get(0).type();
    Map<String, Tensor64> inputs =
        Map.of("x", Tensor64.random(new Random(old.label().hashCode()), -1, 1, type.dims()));
    boolean half = old.label().startsWith("float16");
    Map<String, Tensor64> reference = ReferenceEvaluator.outputs(original, inputs);
    agree(
        "ORT, original",
        OrtRunner.run(original, inputs),
        reference,
        half ? Tolerances.COMPUTED_FLOAT16 : Tolerances.RUNTIME_FLOAT32);
    agree("ORT, upgraded", OrtRunner.run(upgraded, inputs), reference, Tolerances.RUNTIME_FLOAT32);
    agree(
        "reference",
        ReferenceEvaluator.outputs(upgraded, inputs),
        reference,
        Tolerances.SAME_IN_FLOAT64);
  }

  private static void agree(
      String who, Map<String, Tensor64> actual, Map<String, Tensor64> expected, double tolerance) {
    expected.forEach(
        (name, value) -> {
          assertThat(actual.get(name).dims()).as(who + " " + name).isEqualTo(value.dims());
          assertThat(Tolerances.relativeError(actual.get(name).data(), value.data()))
              .as(who + " " + name)
              .isLessThanOrEqualTo(tolerance);
        });
  }

  @Test
  void leavesNothingThatTheCanonicalFormExcludes() {
    Graph graph =
        OpsetConverter.toCanonical(
            OrtGraphOptimizer.withStaticTypes(chains().findFirst().orElseThrow().graph()));
    assertThat(graph.nodes().stream().filter(n -> n.opType().equals("Identity")).count())
        .as("two outputs show another output or an input")
        .isEqualTo(2);
  }

  @Test
  void refusesWhatItCannotUpgradeWithARemedy() {
    Attributes none = a();
    for (int opset : new int[] {1, 8, 24, 99}) {
      assertThatThrownBy(
              () -> OpsetConverter.toCanonical(old(opset, dims(2, 2), "Relu", none).graph()))
          .isInstanceOf(CdmaaException.class)
          .hasMessageContaining("opset " + opset)
          .hasMessageContaining("export the model again");
    }
    assertRefused(old(23, dims(2, 2), "RotaryEmbedding", none), "opset 23");
    assertRefused(old(13, dims(2, 2), "Loop", none), "control flow");
    assertRefused(
        old(
            13,
            dims(2, 2),
            "Dropout",
            none,
            TensorData.scalar(0.5),
            new TensorData(
                new TensorType(ElementType.BOOL),
                com.google.protobuf.ByteString.copyFrom(new byte[] {1}))),
        "training mode");
    assertRefused(
        old(11, dims(2, 2), "BatchNormalization", none, List.of("y", "m")), "training mode");
    Node foreign =
        new Node("FusedConv", "com.microsoft", "", List.of("x"), List.of("y"), Attributes.none());
    assertRefused(
        new Old("foreign", graph(13, dims(2, 2), List.of(foreign), Map.of(), List.of("y"))),
        "com.microsoft");
  }

  private static void assertRefused(Old old, String why) {
    Map<String, TensorType> types = new LinkedHashMap<>();
    old.graph().outputs().forEach(v -> types.put(v.name(), TensorType.floats(2, 2)));
    assertThatThrownBy(() -> OpsetConverter.toCanonical(old.graph().withTypes(types)))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("export");
  }
}
