package io.cdmaa.onnx;

import static io.cdmaa.testkit.ExternalModels.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.proto.AttributeProto;
import io.cdmaa.onnx.proto.FunctionProto;
import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.NodeProto;
import io.cdmaa.onnx.proto.OperatorSetIdProto;
import io.cdmaa.onnx.proto.SparseTensorProto;
import io.cdmaa.onnx.proto.TensorProto;
import io.cdmaa.onnx.proto.TypeProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Corrupted and hostile files: one clear error or a valid graph, little memory, no hang. */
class HostileFilesTest {
  /** No file here is longer than a few kilobytes, but the first read loads classes. */
  private static final long MOST_MEMORY = 8 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("m.onnx");
  }

  /** Convolution, padding, slicing, reshaping and resizing, with every kind of attribute. */
  static Graph valid() {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("image", TensorType.floats(1, 3, 6, 6));
    String w = b.constant(TensorData.ofFloats(new float[4 * 3 * 9], 4, 3, 3, 3));
    Attributes padded =
        Attributes.of("pads", new long[] {1, 1, 1, 1}, "auto_pad", "NOTSET", "group", 1);
    String x = b.op("LeakyRelu", Attributes.of("alpha", 0.2), b.op("Conv", padded, "image", w));
    x = b.op("Pad", Attributes.of("mode", "reflect"), x, b.vector(0, 0, 1, 1, 0, 0, 1, 1));
    x = b.slice(x, 2, 1, 7);
    x = b.transpose(b.reshape(x, 1, 4, 48), 0, 2, 1);
    String v = b.constant(TensorData.ofFloats(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 2));
    x = b.op("Softmax", Attributes.of("axis", -1), b.op("MatMul", x, v));
    x = b.reshape(x, 1, 6, 2, 8);
    String scales = b.constant(TensorData.ofFloats(new float[] {1, 1, 2, 2}, 4));
    x = b.op("Resize", Attributes.of("mode", "nearest"), x, "", scales);
    x = b.op("Concat", Attributes.of("axis", 1), x, b.reduce("ReduceMean", x, true, 1));
    return b.build(Map.of("fake", b.op("Tanh", x)));
  }

  private static ModelProto.Builder model() {
    return GraphCodec.encode(valid()).toBuilder();
  }

  /** Every initialiser of a model in a file of its own. */
  private ModelProto.Builder external(Consumer<TensorProto.Builder> first) throws IOException {
    ModelProto.Builder model = model();
    TensorProto.Builder tensor = model.getGraphBuilder().getInitializerBuilder(0);
    Files.write(folder.resolve("m.data"), tensor.getRawData().toByteArray());
    tensor
        .clearRawData()
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", "m.data"));
    first.accept(tensor);
    return model;
  }

  private Graph read(ModelProto.Builder model) throws IOException {
    return read(model.build().toByteArray());
  }

  /** Reads within the memory that a small file may cost. */
  private Graph read(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      return ModelFile.read(file);
    } finally {
      long spent = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertThat(spent).as("bytes allocated").isLessThan(MOST_MEMORY);
    }
  }

  private void refused(ModelProto.Builder model, String... words) {
    assertThatThrownBy(() -> read(model))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(words);
  }

  @Test
  void theModelIsValidAsItStands() throws IOException {
    assertThat(OrtGraphOptimizer.fold(read(model())).type("fake").dims())
        .containsExactly(1, 7, 4, 16);
    assertThatCode(() -> read(external(t -> {}))).doesNotThrowAnyException();
  }

  @Test
  void aFileCutShortIsNoModel() throws IOException {
    byte[] whole = model().build().toByteArray();
    for (int length = 0; length < whole.length; length += 97) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(part))
          .as("%d bytes", length)
          .isInstanceOf(CdmaaException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void anEmptyFileAndAnotherFormatAreNoModels() {
    assertThatThrownBy(() -> read(new byte[0])).isInstanceOf(CdmaaException.class);
    assertThatThrownBy(
            () -> read("<html>not found</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isInstanceOf(CdmaaException.class);
    assertThatThrownBy(() -> ModelFile.read(folder)).isInstanceOf(CdmaaException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "9223372036854775807",
        "4611686018427387904,4",
        "3037000500,3037000500",
        "2147483647,1",
        "0,4611686018427387904,4611686018427387904",
        "4611686018427387904,4611686018427387904,0",
        "5,3,3,3"
      })
  void dimensionsThatTheDataDoNotFillAreRefused(String dims) {
    ModelProto.Builder model = model();
    TensorProto.Builder tensor = model.getGraphBuilder().getInitializerBuilder(0).clearDims();
    Arrays.stream(dims.split(",", -1)).mapToLong(Long::parseLong).forEach(tensor::addDims);
    refused(model, "tensor 't/const_0'");
    tensor.clearRawData().addFloatData(1);
    if (!dims.startsWith("0")) {
      refused(model, "tensor 't/const_0'");
    }
  }

  @Test
  void dataThatDisagreeWithTheirTypeAreRefused() {
    ModelProto.Builder model = model();
    TensorProto.Builder tensor = model.getGraphBuilder().getInitializerBuilder(0);
    tensor.setRawData(tensor.getRawData().substring(1));
    refused(model, "bytes instead of");
    tensor.clearRawData().addAllInt32Data(java.util.Collections.nCopies(108, 1));
    refused(model, "holds 0 elements");
    tensor.clearInt32Data().setDataType(TensorProto.DataType.STRING_VALUE);
    refused(model, "holds strings");
    tensor.setDataType(TensorProto.DataType.COMPLEX64_VALUE);
    refused(model, "element type 14");
    tensor.setDataType(999);
    refused(model, "element type 999");
  }

  @Test
  void graphsThatAreNoOrderedGraphsAreRefused() {
    ModelProto.Builder cycle = model();
    GraphProto.Builder graph = cycle.getGraphBuilder();
    String last = graph.getNode(graph.getNodeCount() - 1).getOutput(0);
    graph.getNodeBuilder(0).setInput(0, last);
    refused(cycle, "which nothing before it produces");

    ModelProto.Builder itself = model();
    NodeProto.Builder node = itself.getGraphBuilder().getNodeBuilder(0);
    node.setInput(0, node.getOutput(0));
    refused(itself, "which nothing before it produces");

    ModelProto.Builder twice = model();
    twice.getGraphBuilder().addNode(twice.getGraph().getNode(0));
    refused(twice, "produced twice");

    ModelProto.Builder missing = model();
    missing.getGraphBuilder().removeInitializer(0);
    refused(missing, "reads 't/const_0'");

    ModelProto.Builder doubled = model();
    doubled.getGraphBuilder().addInitializer(doubled.getGraph().getInitializer(0));
    refused(doubled, "defined twice");

    ModelProto.Builder inputs = model();
    inputs.getGraphBuilder().addInput(inputs.getGraph().getInput(0));
    refused(inputs, "declared twice");

    ModelProto.Builder mute = model();
    mute.getGraphBuilder().getNodeBuilder(0).clearOutput();
    refused(mute, "has no output");

    ModelProto.Builder constant = model();
    constant.getGraphBuilder().addNode(NodeProto.newBuilder().setOpType("Constant"));
    refused(constant, "has no output");

    ModelProto.Builder nothing = model();
    nothing.getGraphBuilder().addOutput(nothing.getGraph().getOutput(0).toBuilder().setName("?"));
    refused(nothing, "nothing produces its output '?'");

    ModelProto.Builder empty = model();
    empty.getGraphBuilder().clearNode();
    refused(empty, "no operators");

    ModelProto.Builder sparse = model();
    sparse.getGraphBuilder().addSparseInitializer(SparseTensorProto.getDefaultInstance());
    refused(sparse, "sparse");
  }

  @Test
  void whatIsNoTensorIsNoInput() {
    ModelProto.Builder model = model();
    model
        .getGraphBuilder()
        .getInputBuilder(0)
        .setType(TypeProto.newBuilder().setSequenceType(TypeProto.Sequence.getDefaultInstance()));
    refused(model, "'image' is not a tensor");
    ModelProto.Builder huge = model();
    huge.getGraphBuilder()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(2)
        .setDimValue(1L << 40);
    refused(huge, "absurdly large");
  }

  @Test
  void attributesOfAnotherKindAreRefused() throws IOException {
    ModelProto.Builder unknown = model();
    unknown.getGraphBuilder().getNodeBuilder(0).getAttributeBuilder(0).clearType();
    refused(unknown, "unsupported type");

    ModelProto.Builder wrong = model();
    for (NodeProto.Builder node : wrong.getGraphBuilder().getNodeBuilderList()) {
      if (node.getOpType().equals("Softmax")) {
        node.getAttributeBuilder(0).setType(AttributeProto.AttributeType.STRING);
      }
    }
    Graph graph = read(wrong);
    assertThatThrownBy(() -> OrtGraphOptimizer.fold(graph)).isInstanceOf(CdmaaException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 40, 5000})
  void graphsNestedDeeplyEndInAnError(int depth) {
    byte[] innermost = model().getGraph().toByteArray();
    // From the innermost on, where the lengths come from. Each level ends with the one inside it.
    Deque<byte[]> heads = new ArrayDeque<>();
    int length = innermost.length;
    for (int i = 0; i < depth; i++) {
      for (byte[] head : ifAround(i, length)) {
        heads.push(head);
        length += head.length;
      }
    }
    heads.push(head(model().clearGraph().build().toByteArray(), 7, length));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    heads.forEach(file::writeBytes);
    file.writeBytes(innermost);
    byte[] whole = file.toByteArray();
    assertThatThrownBy(() -> OrtGraphOptimizer.fold(read(whole)))
        .isInstanceOf(CdmaaException.class);
  }

  /** What stands before a graph to make it the branch of the one If of another, inside first. */
  private static List<byte[]> ifAround(int i, int length) {
    byte[] attribute =
        AttributeProto.newBuilder()
            .setName("then_branch")
            .setType(AttributeProto.AttributeType.GRAPH)
            .build()
            .toByteArray();
    byte[] node = NodeProto.newBuilder().setOpType("If").addOutput("o" + i).build().toByteArray();
    byte[] branch = head(attribute, 6, length);
    byte[] branched = head(node, 5, length + branch.length);
    byte[] graph = head(new byte[0], 1, length + branch.length + branched.length);
    return List.of(branch, branched, graph);
  }

  /** A message without its last field, and that field's number and length. */
  private static byte[] head(byte[] before, int number, int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(before);
    out.write((number << 3) | 2);
    int rest = length;
    while (rest > 127) {
      out.write((rest & 127) | 128);
      rest >>>= 7;
    }
    out.write(rest);
    return out.toByteArray();
  }

  @Test
  void innerGraphsMayNotReachForFiles() {
    ModelProto.Builder model = model();
    GraphProto branch =
        GraphProto.newBuilder()
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("w")
                    .setDataType(1)
                    .addDims(2)
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(entry("location", "/etc/hostname")))
            .build();
    model
        .getGraphBuilder()
        .addNode(
            NodeProto.newBuilder()
                .setOpType("If")
                .addOutput("y")
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("then_branch")
                        .setType(AttributeProto.AttributeType.GRAPH)
                        .setG(branch)));
    refused(model, "external file");
  }

  private static FunctionProto function(String name, String... calls) {
    FunctionProto.Builder f = FunctionProto.newBuilder().setDomain("local").setName(name);
    f.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1));
    f.addInput("v0").addOutput("v" + calls.length);
    for (int i = 0; i < calls.length; i++) {
      f.addNode(call(calls[i], "v" + i, "v" + (i + 1)));
    }
    return f.build();
  }

  private static NodeProto call(String name, String input, String output) {
    return NodeProto.newBuilder()
        .setDomain("local")
        .setOpType(name)
        .addInput(input)
        .addOutput(output)
        .build();
  }

  private static ModelProto.Builder calling(FunctionProto... functions) {
    ModelProto.Builder model = model();
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1));
    model.addAllFunctions(Arrays.asList(functions));
    model.getGraphBuilder().addNode(call("f0", "image", "called"));
    return model;
  }

  @Test
  void functionsThatNeverEndAreRefused() {
    refused(calling(function("f0", "f0")), "calls itself");
    refused(calling(function("f0", "f1"), function("f1", "f0")), "calls itself");
    refused(calling(function("f0", "f1"), function("f0", "f1")), "defined twice");
    FunctionProto[] doubling = new FunctionProto[40];
    FunctionProto[] chain = new FunctionProto[500];
    for (int i = 0; i < chain.length; i++) {
      String next = "f" + (i + 1);
      chain[i] = function("f" + i, next);
      if (i < doubling.length) {
        doubling[i] = function("f" + i, next, next);
      }
    }
    refused(calling(doubling), "expand to more operators");
    refused(calling(chain), "too deep");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 8, 24, Integer.MAX_VALUE})
  void operatorSetsThatNobodyReadsAreRefused(int version) throws IOException {
    ModelProto.Builder model = model().clearOpsetImport();
    if (version >= 0) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(version));
    }
    Graph graph = read(model);
    assertThatThrownBy(() -> OpsetConverter.toCanonical(OrtGraphOptimizer.fold(graph)))
        .isInstanceOf(CdmaaException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "../m.data,outside",
    "sub/../../m.data,outside",
    "/etc/passwd,outside",
    "'',outside",
    "nowhere.data,missing",
    ".,missing",
    "link.data,link",
    "up/m.data,link",
  })
  void externalDataStayInTheModelsFolder(String location, String word) throws IOException {
    Path outside = Files.createTempDirectory("outside");
    try {
      Files.write(outside.resolve("m.data"), new byte[1 << 16]);
      Files.createSymbolicLink(folder.resolve("link.data"), outside.resolve("m.data"));
      Files.createSymbolicLink(folder.resolve("up"), outside);
      refused(external(t -> t.setExternalData(0, entry("location", location))), word);
    } finally {
      Files.delete(outside.resolve("m.data"));
      Files.delete(outside);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "offset,1,shorter",
    "offset,-1,shorter",
    "offset,9223372036854775807,shorter",
    "offset,-9223372036854775808,shorter",
    "offset,12x,invalid position",
    "offset,99999999999999999999,invalid position",
    "length,-1,asks for -1 bytes",
    "length,9223372036854775807,asks for",
    "length,431,asks for 431 bytes",
  })
  void externalDataLieWithinTheirFile(String key, String value, String word) throws IOException {
    refused(external(t -> t.addExternalData(entry(key, value))), word);
  }

  @Test
  void anExternalTensorTakesNoMoreThanItsFileHolds() throws IOException {
    refused(external(t -> t.clearDims().addDims(500_000_000)), "shorter");
    refused(external(t -> t.clearDims().addDims(1L << 40)), "2 GiB");
    refused(external(t -> t.clearDims().addDims(-4)), "negative");

    // Two tensors in one place share its bytes; two that overlap are an attack.
    ModelProto.Builder shared = external(t -> {});
    TensorProto first = shared.getGraph().getInitializer(0);
    shared.getGraphBuilder().addInitializer(first.toBuilder().setName("again"));
    assertThat(read(shared).initializers()).containsKey("t/const_0");
    shared
        .getGraphBuilder()
        .addInitializer(
            first.toBuilder()
                .setName("overlapping")
                .clearDims()
                .addDims(4)
                .addExternalData(entry("offset", "8")));
    refused(shared, "overlap");
  }
}
