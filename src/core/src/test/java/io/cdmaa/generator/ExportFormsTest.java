package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import io.cdmaa.onnx.proto.FunctionProto;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.NodeProto;
import io.cdmaa.onnx.proto.OperatorSetIdProto;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.testkit.ExternalModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exports as exporters write them: each form gives the losses and the gradient of the plain float32
 * form, to 1e-6 of the largest element (1e-5 where values of 255 pass through float32).
 */
class ExportFormsTest {
  private static final SessionFactory CPU = new SessionFactory(RuntimeSettings.cpu());
  private static final double EXACT = 1e-6;
  private static final double SCALED = 1e-5;
  private static final int SIZE = TinyGenerators.SIZE;

  @TempDir Path folder;

  private Generator bare(ModelProto model) throws IOException {
    Path path = Files.write(folder.resolve("g.onnx"), model.toByteArray());
    return GeneratorLoader.load(Manifest.bare(path));
  }

  private Generator bare(Graph graph) throws IOException {
    return bare(GraphCodec.encode(graph));
  }

  private Manifest manifest(Graph graph, Manifest.Port image, Manifest.Port output)
      throws IOException {
    Path path = TinyGenerators.write(folder, "g.onnx", graph);
    return Manifest.bare(path).withPorts(image, output);
  }

  private static Manifest.Port port(String name, ValueRange range, Manifest.Size size) {
    return new Manifest.Port(
        Optional.ofNullable(name),
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(range),
        Optional.ofNullable(size));
  }

  private static FloatTensor noise(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatTensor x = FloatTensor.zeros(1, 3, SIZE, SIZE);
    for (int i = 0; i < x.size(); i++) {
      x.set(i, (float) random.nextDouble(-0.9, 0.9));
    }
    return x;
  }

  /** Losses and gradient, one after the other. */
  private static double[] outcome(Generator g) {
    FloatTensor gradient = FloatTensor.zeros(1, 3, SIZE, SIZE);
    try (GeneratorSession session =
        GeneratorSession.withGradient(g, new PhotoShape(3, SIZE, SIZE), CPU)) {
      session.reference(session.fakes(noise(1)));
      double[] losses = session.evaluate(noise(2), gradient);
      double[] all = java.util.Arrays.copyOf(losses, losses.length + gradient.size());
      for (int i = 0; i < gradient.size(); i++) {
        all[losses.length + i] = gradient.get(i);
      }
      return all;
    }
  }

  private static void same(Generator form, Generator plain, double tolerance) {
    double[] expected = outcome(plain);
    double largest = java.util.Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(largest).isGreaterThan(1e-4);
    assertThat(outcome(form)).containsExactly(expected, within(tolerance * largest));
  }

  private Generator plain() throws IOException {
    Path path = TinyGenerators.write(folder, "plain.onnx", TinyGenerators.plain(1));
    return GeneratorLoader.load(Manifest.bare(path));
  }

  private static Graph atOpset(Graph g, int opset) {
    return new Graph(opset, g.inputs(), g.outputs(), g.nodes(), g.initializers(), g.types());
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 17, 18, 20, 23})
  void operatorSetsOfTheExporters(int opset) throws IOException {
    same(bare(atOpset(TinyGenerators.plain(1), opset)), plain(), EXACT);
    same(bare(atOpset(TinyGenerators.plain(TensorType.UNKNOWN), opset)), plain(), EXACT);
  }

  @Test
  void dynamoKeepsItsWeightsInAFileBeside() throws IOException {
    Path file = folder.resolve("g.onnx");
    ExternalModels.write(file, atOpset(TinyGenerators.plain(1), 18), "g.onnx.data");
    same(GeneratorLoader.load(Manifest.bare(file)), plain(), EXACT);
  }

  /** The plain generator between what an export adds before and after it. */
  private static Graph between(
      TensorType image, UnaryBuilder before, UnaryBuilder after, Graph network) {
    GraphBuilder b = new GraphBuilder("w/");
    b.input("picture", image);
    String x = before.apply(b, "picture");
    network.initializers().forEach(b::initializer);
    for (Node node : network.nodes()) {
      UnaryOperator<String> fed = name -> name.equals("image") ? x : name;
      b.add(node.withInputs(node.inputs().stream().map(fed).toList()));
    }
    return b.build(Map.of("result", after.apply(b, "fake")));
  }

  @FunctionalInterface
  private interface UnaryBuilder {
    String apply(GraphBuilder b, String x);
  }

  @Test
  void tensorflowTransposesAtBothEnds() throws IOException {
    Graph graph =
        between(
            TensorType.floats(TensorType.UNKNOWN, SIZE, SIZE, 3),
            (b, x) -> b.transpose(x, 0, 3, 1, 2),
            (b, x) -> b.transpose(x, 0, 2, 3, 1),
            TinyGenerators.plain(1));
    Generator g = bare(atOpset(graph, 15));
    assertThat(g.image().layout()).isEqualTo(Layout.NHWC);
    assertThat(g.output().layout()).isEqualTo(Layout.NHWC);
    same(g, plain(), EXACT);
  }

  @Test
  void valuesFromZeroToOneAreSaidInTheManifest() throws IOException {
    Graph graph =
        between(
            TensorType.floats(1, 3, SIZE, SIZE),
            (b, x) -> b.sub(b.scale(x, 2), b.scalar(1)),
            (b, x) -> b.scale(b.add(x, b.scalar(1)), 0.5),
            TinyGenerators.plain(1));
    Manifest manifest =
        manifest(graph, port(null, new ValueRange(0, 1), null), Manifest.Port.UNSAID);
    same(GeneratorLoader.load(manifest), plain(), EXACT);
  }

  private static String fromBytes(GraphBuilder b, String x) {
    String real = b.op("Cast", Attributes.of("to", ElementType.FLOAT.code()), x);
    return b.sub(b.scale(real, 1 / 127.5), b.scalar(1));
  }

  private static String toBytes(GraphBuilder b, String x) {
    return b.scale(b.add(x, b.scalar(1)), 127.5);
  }

  @Test
  void integerImagesLieBetweenZeroAnd255() throws IOException {
    Graph nchw =
        between(
            new TensorType(ElementType.UINT8, 1, 3, SIZE, SIZE),
            ExportFormsTest::fromBytes,
            ExportFormsTest::toBytes,
            TinyGenerators.plain(1));
    Generator g = bare(nchw);
    assertThat(g.image().range()).isEqualTo(new ValueRange(0, 255));
    assertThat(g.assumptions()).anyMatch(a -> a.contains("[0, 255]"));
    same(g, plain(), SCALED);

    Graph nhwc =
        between(
            new TensorType(ElementType.UINT8, TensorType.UNKNOWN, SIZE, SIZE, 3),
            (b, x) -> fromBytes(b, b.transpose(x, 0, 3, 1, 2)),
            (b, x) -> toBytes(b, b.transpose(x, 0, 2, 3, 1)),
            TinyGenerators.plain(1));
    same(bare(nhwc), plain(), SCALED);
  }

  private static String rounded(GraphBuilder b, String x) {
    String bytes = b.op("Clip", toBytes(b, x), b.scalar(0), b.scalar(255));
    return b.op("Cast", Attributes.of("to", ElementType.UINT8.code()), b.op("Round", bytes));
  }

  @Test
  void integerOutputsAreTakenBeforeTheyAreRounded() throws IOException {
    TensorType bytes = new TensorType(ElementType.UINT8, 1, 3, SIZE, SIZE);
    UnaryBuilder round = ExportFormsTest::rounded;
    Generator g = bare(between(bytes, ExportFormsTest::fromBytes, round, TinyGenerators.plain(1)));
    assertThat(g.output().range()).isEqualTo(new ValueRange(0, 255));
    assertThat(g.assumptions()).anyMatch(a -> a.contains("before rounding"));
    same(g, plain(), SCALED);
    GraphCache cache = GraphCache.in(folder.resolve("cache"), 1 << 24);
    Manifest manifest = Manifest.bare(folder.resolve("g.onnx"));
    assertThat(GeneratorLoader.load(manifest, cache).output()).isEqualTo(g.output());
    Generator kept = GeneratorLoader.load(manifest, cache);
    assertThat(kept.output()).as("from the cache").isEqualTo(g.output());
    assertThat(kept.assumptions()).isEqualTo(g.assumptions());

    TensorType floats = TensorType.floats(1, 3, SIZE, SIZE);
    Generator mixed = bare(between(floats, (b, x) -> x, round, TinyGenerators.plain(1)));
    assertThat(mixed.image().range()).isEqualTo(ValueRange.SYMMETRIC);
    assertThat(mixed.output().range()).isEqualTo(new ValueRange(0, 255));
    same(mixed, plain(), SCALED);
  }

  @Test
  void whatOnlyMovesRoundedPixelsIsKept() throws IOException {
    UnaryBuilder swapped =
        (b, x) -> {
          String nhwc = b.transpose(rounded(b, x), 0, 2, 3, 1);
          String bgr = b.op("Gather", Attributes.of("axis", 3), nhwc, b.vector(2, 1, 0));
          List<String> parts = b.ops("Split", Attributes.of("axis", 3, "num_outputs", 3), 3, bgr);
          return b.op("Concat", Attributes.of("axis", 3), parts.toArray(String[]::new));
        };
    TensorType floats = TensorType.floats(1, 3, SIZE, SIZE);
    Graph graph = between(floats, (b, x) -> x, swapped, TinyGenerators.plain(1));
    Manifest.Port bgr =
        new Manifest.Port(
            Optional.empty(),
            Optional.empty(),
            Optional.of(ColorOrder.BGR),
            Optional.empty(),
            Optional.empty());
    Generator g = GeneratorLoader.load(manifest(graph, Manifest.Port.UNSAID, bgr));
    assertThat(g.output().layout()).isEqualTo(Layout.NHWC);
    same(g, plain(), SCALED);
  }

  @Test
  void integerOutputsThatAreMoreThanRoundedAreRefused() throws IOException {
    UnaryBuilder arithmetic =
        (b, x) -> {
          String whole = b.op("Cast", Attributes.of("to", ElementType.INT32.code()), toBytes(b, x));
          return b.op("Mul", whole, whole);
        };
    TensorType floats = TensorType.floats(1, 3, SIZE, SIZE);
    Graph graph = between(floats, (b, x) -> x, arithmetic, TinyGenerators.plain(1));
    assertThatThrownBy(() -> bare(graph))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("rounded only at the end")
        .hasMessageContaining("output: {name: NAME}");
  }

  /** The conditional generator with its one-hot condition made of a class number or of integers. */
  private static Graph labelled(TensorType label, UnaryBuilder toCondition) {
    Graph network = TinyGenerators.conditional(TensorType.UNKNOWN);
    GraphBuilder b = new GraphBuilder("l/");
    b.input("image", network.input("image").orElseThrow().type());
    b.input("label", label);
    String condition = toCondition.apply(b, "label");
    network.initializers().forEach(b::initializer);
    UnaryOperator<String> fed = name -> name.equals("condition") ? condition : name;
    network.nodes().forEach(n -> b.add(n.withInputs(n.inputs().stream().map(fed).toList())));
    return b.build(Map.of("fake", "fake"));
  }

  private Generator conditional() throws IOException {
    Path path =
        TinyGenerators.write(folder, "plain.onnx", TinyGenerators.conditional(TensorType.UNKNOWN));
    return GeneratorLoader.load(Manifest.bare(path));
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"INT64", "INT32"})
  void classNumbersAreCountedByTheTableThatTheyPickFrom(ElementType type) throws IOException {
    TensorType label = new TensorType(type, TensorType.UNKNOWN);
    Graph table =
        labelled(
            label,
            (b, x) -> {
              String rows = b.constant(TensorData.ofFloats(new float[] {1, 0, 0, 1}, 2, 2));
              return b.op("Gather", rows, x);
            });
    Generator g = bare(table);
    assertThat(g.domains()).extracting(d -> d.condition()[0]).containsExactly(0f, 1f);
    assertThat(g.assumptions()).anyMatch(a -> a.contains("class label from 0 to 1"));
    assertThat(g.batch()).isEqualTo(2);
    same(g, conditional(), EXACT);
  }

  @Test
  void classNumbersAreCountedByTheirOneHotVector() throws IOException {
    TensorType label = new TensorType(ElementType.INT64, TensorType.UNKNOWN, 1);
    Graph oneHot =
        labelled(
            label,
            (b, x) -> {
              String depth = b.constant(TensorData.ofLongs(new long[] {2}));
              String marks = b.constant(TensorData.ofFloats(new float[] {0, 1}, 2));
              return b.op("OneHot", b.op("Squeeze", x, b.vector(1)), depth, marks);
            });
    same(bare(oneHot), conditional(), EXACT);
  }

  @Test
  void oneHotVectorsMayBeIntegers() throws IOException {
    TensorType label = new TensorType(ElementType.INT64, TensorType.UNKNOWN, 2);
    Attributes toFloat = Attributes.of("to", ElementType.FLOAT.code());
    Graph graph = labelled(label, (b, x) -> b.op("Cast", toFloat, x));
    same(bare(graph), conditional(), EXACT);
  }

  @Test
  void classNumbersThatNothingCountsAreListedInTheManifest() throws IOException {
    TensorType label = new TensorType(ElementType.INT64, TensorType.UNKNOWN, 1);
    Attributes toFloat = Attributes.of("to", ElementType.FLOAT.code());
    Graph graph =
        labelled(
            label,
            (b, x) -> {
              String last = b.op("Cast", toFloat, x);
              String first = b.sub(b.scalar(1), last);
              return b.op("Concat", Attributes.of("axis", 1), first, last);
            });
    assertThatThrownBy(() -> bare(graph))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("is a class label")
        .hasMessageContaining("condition: {domains: [{name: NAME");
    same(GeneratorLoader.load(classes(graph, 0, 1)), conditional(), EXACT);
    assertThatThrownBy(() -> GeneratorLoader.load(classes(graph, 0, 0.5f)))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("the value 0.5, but the condition input 'label' takes whole numbers");
  }

  private Manifest classes(Graph graph, float... labels) throws IOException {
    Manifest bare = manifest(graph, Manifest.Port.UNSAID, Manifest.Port.UNSAID);
    List<Domain> domains = new ArrayList<>();
    for (float label : labels) {
      domains.add(new Domain("class " + label, new float[] {label}));
    }
    return bare.withDomains(domains);
  }

  @Test
  void integerImagesOfBatchOneAreTriedWithAllDomains() throws IOException {
    Graph network = TinyGenerators.conditional(1);
    Graph graph =
        between(
            new TensorType(ElementType.UINT8, 1, 3, SIZE, SIZE),
            ExportFormsTest::fromBytes,
            ExportFormsTest::toBytes,
            network);
    List<Value> inputs = new ArrayList<>(graph.inputs());
    inputs.add(network.input("condition").orElseThrow());
    Generator g = bare(graph.withInputs(inputs));
    assertThat(g.batch()).isEqualTo(2);
    Path path = TinyGenerators.write(folder, "plain.onnx", network);
    same(g, GeneratorLoader.load(Manifest.bare(path)), SCALED);
  }

  /** Keeps ten bits of each mantissa, and only what a half can hold. */
  private static float halved(float value) {
    return Math.abs(value) < 0x1p-14f
        ? 0
        : Float.intBitsToFloat(Float.floatToIntBits(value) & 0xffffe000);
  }

  private static Graph withWeights(Graph g, boolean half) {
    Map<String, TensorData> constants = new LinkedHashMap<>();
    g.initializers()
        .forEach(
            (name, data) -> {
              float[] values = data.floats();
              ByteBuffer halves =
                  ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
              for (int i = 0; i < values.length; i++) {
                values[i] = halved(values[i]);
                int bits = Float.floatToIntBits(values[i]);
                int exponent = values[i] == 0 ? 0 : ((bits >> 23) & 0xff) - 112;
                int mantissa = (bits >> 13) & 0x3ff;
                halves.putShort((short) (((bits >> 16) & 0x8000) | (exponent << 10) | mantissa));
              }
              constants.put(
                  name,
                  half
                      ? new TensorData(
                          new TensorType(ElementType.FLOAT16, data.dims()),
                          ByteString.copyFrom(halves.array()))
                      : TensorData.ofFloats(values, data.dims()));
            });
    return new Graph(g.opset(), g.inputs(), g.outputs(), g.nodes(), constants, g.types());
  }

  @Test
  void halfWeightsAreReadAsFloats() throws IOException {
    Path path =
        TinyGenerators.write(folder, "plain.onnx", withWeights(TinyGenerators.plain(1), false));
    Generator rounded = GeneratorLoader.load(Manifest.bare(path));
    Graph half = withWeights(TinyGenerators.plain(1), true);
    Attributes toHalf = Attributes.of("to", ElementType.FLOAT16.code());
    Attributes toFloat = Attributes.of("to", ElementType.FLOAT.code());
    Graph casts =
        between(
            TensorType.floats(1, 3, SIZE, SIZE),
            (b, x) -> b.op("Cast", toHalf, x),
            (b, x) -> b.op("Cast", toFloat, x),
            half);
    same(bare(casts), rounded, EXACT);
    UnaryBuilder nothing = (b, x) -> x;
    TensorType image = new TensorType(ElementType.FLOAT16, 1, 3, SIZE, SIZE);
    same(bare(between(image, nothing, nothing, half)), rounded, EXACT);
  }

  @Test
  void openSizesAreGivenInTheManifest() throws IOException {
    Graph network = TinyGenerators.plain(1);
    long open = TensorType.UNKNOWN;
    Graph graph =
        network.withInputs(List.of(new Value("image", TensorType.floats(open, 3, open, open))));
    assertThatThrownBy(() -> bare(graph))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("image: {size: 256}");
    Manifest.Port sized = port(null, null, new Manifest.Size(SIZE, SIZE));
    same(GeneratorLoader.load(manifest(graph, sized, Manifest.Port.UNSAID)), plain(), EXACT);
  }

  /** The plain generator with a mask beside its image, and its image once more, darker. */
  private static Graph several(boolean darker) {
    Graph network = TinyGenerators.plain(1);
    GraphBuilder b = GraphBuilder.of(network, "s/");
    b.add(
        new Node(
            "ReduceMean",
            "",
            "",
            List.of("fake", b.vector(1)),
            List.of("mask"),
            Attributes.of("keepdims", 1)));
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put("mask", "mask");
    outputs.put("fake", "fake");
    if (darker) {
      outputs.put("dark", b.scale("fake", 0.5));
    }
    Graph graph = b.build(outputs);
    List<Value> typed = new ArrayList<>();
    graph
        .outputs()
        .forEach(
            v ->
                typed.add(
                    new Value(
                        v.name(),
                        TensorType.floats(1, v.name().equals("mask") ? 1 : 3, SIZE, SIZE))));
    return new Graph(
        graph.opset(), graph.inputs(), typed, graph.nodes(), graph.initializers(), graph.types());
  }

  @Test
  void ofSeveralOutputsTheImageIsTaken() throws IOException {
    Generator g = bare(several(false));
    assertThat(g.output().name()).isEqualTo("fake");
    assertThat(g.graph().nodes()).hasSameSizeAs(plain().graph().nodes());
    same(g, plain(), EXACT);

    assertThatThrownBy(() -> bare(several(true)))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("output: {name: NAME}");
    Manifest named = manifest(several(true), Manifest.Port.UNSAID, port("fake", null, null));
    same(GeneratorLoader.load(named), plain(), EXACT);
  }

  @Test
  void localFunctionsAreInlined() throws IOException {
    ModelProto.Builder model = GraphCodec.encode(TinyGenerators.plain(1)).toBuilder();
    OperatorSetIdProto local =
        OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1).build();
    model.addOpsetImport(local);
    List<NodeProto> nodes = model.getGraph().getNodeList();
    FunctionProto.Builder block =
        FunctionProto.newBuilder()
            .setDomain("local")
            .setName("Block")
            .addOpsetImport(model.getOpsetImport(0))
            .addInput("x")
            .addInput("w")
            .addOutput("y");
    block.addNode(
        nodes.get(0).toBuilder().clearInput().addInput("x").addInput("w").setOutput(0, "c"));
    block.addNode(nodes.get(1).toBuilder().setInput(0, "c").setOutput(0, "y"));
    model.addFunctions(block);
    model.getGraphBuilder().clearNode();
    for (int i = 0; i < nodes.size(); i += 2) {
      if (i + 1 < nodes.size() && nodes.get(i).getOpType().equals("Conv")) {
        model
            .getGraphBuilder()
            .addNode(
                NodeProto.newBuilder()
                    .setDomain("local")
                    .setOpType("Block")
                    .addAllInput(nodes.get(i).getInputList())
                    .addOutput(nodes.get(i + 1).getOutput(0)));
      } else {
        nodes.subList(i, nodes.size()).forEach(model.getGraphBuilder()::addNode);
      }
    }
    same(bare(model.build()), plain(), EXACT);
  }
}
