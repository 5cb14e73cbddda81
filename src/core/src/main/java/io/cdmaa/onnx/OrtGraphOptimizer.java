package io.cdmaa.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.ValueInfoProto;
import io.cdmaa.runtime.Ort;
import io.cdmaa.runtime.OrtMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ONNX Runtime as constant folder and shape inferrer: what the runtime that will execute the graph
 * believes of it is the only belief that matters, so none of it is written twice here.
 */
public final class OrtGraphOptimizer {
  /** 256 GiB of floats. */
  private static final double MOST_ELEMENTS = 0x1p36;

  private OrtGraphOptimizer() {}

  /** The graph with its inputs declared with the given dimensions; others keep theirs. */
  public static Graph fixInputs(Graph graph, Map<String, long[]> dims) {
    List<Value> inputs =
        graph.inputs().stream()
            .map(
                v -> {
                  long[] fixed = dims.get(v.name());
                  return fixed == null
                      ? v
                      : new Value(v.name(), new TensorType(v.type().elementType(), fixed));
                })
            .toList();
    List<Value> outputs = graph.outputs().stream().map(v -> new Value(v.name(), null)).toList();
    return new Graph(graph.opset(), inputs, outputs, graph.nodes(), graph.initializers(), Map.of());
  }

  /**
   * Folds constants and simplifies (ONNX Runtime's BASIC level), and determines every value's
   * static type.
   *
   * @param graph a graph whose inputs have fixed dimensions
   * @return an equivalent graph of standard operators, with all types known
   * @throws CdmaaException if ONNX Runtime refuses the graph or a shape stays open
   */
  public static Graph fold(Graph graph) {
    return withStaticTypes(simplified(ControlFlow.resolved(graph)));
  }

  /** The same without the types of values. */
  static Graph simplified(Graph graph) {
    Graph plain = OrtCrashGuards.checked(NormalizationDecomposition.spellOut(graph));
    return GraphCodec.decode(optimized(GraphCodec.encode(plain)));
  }

  /**
   * The same graph, if ONNX Runtime can be trusted with it as it is; {@link #fold} sees to that
   * itself.
   *
   * @throws CdmaaException if it would end the process
   */
  public static Graph checked(Graph graph) {
    return OrtCrashGuards.checked(graph);
  }

  /** The model as ONNX Runtime writes it at its BASIC level. */
  static ModelProto optimized(ModelProto model) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("cdmaa-fold");
      Path file = folder.resolve("folded.onnx");
      try (OrtSession.SessionOptions options = options(OptLevel.BASIC_OPT)) {
        options.setOptimizedModelFilePath(file.toString());
        open(model, options).close();
      }
      return ModelProto.parseFrom(Files.readAllBytes(file));
    } catch (OrtException e) {
      throw refused(e);
    } catch (IOException e) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "The folded model cannot be written to the temporary directory ("
              + Causes.of(e)
              + "); free space there or set -Djava.io.tmpdir",
          e);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      org.slf4j.LoggerFactory.getLogger(OrtGraphOptimizer.class)
          .debug("temporary folder {} stays behind", folder, e);
    }
  }

  /**
   * The same graph with the type of every value as ONNX Runtime infers it.
   *
   * @throws CdmaaException if ONNX Runtime refuses the graph or a shape stays open
   */
  public static Graph withStaticTypes(Graph graph) {
    ModelProto model = GraphCodec.encode(graph);
    var exposed = model.toBuilder();
    exposed.getGraphBuilder().clearOutput();
    for (Node node : graph.nodes()) {
      for (String output : node.outputs()) {
        if (!output.isEmpty()) {
          exposed.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(output));
        }
      }
    }
    Map<String, TensorType> types = new LinkedHashMap<>();
    graph.inputs().forEach(v -> types.put(v.name(), v.type()));
    try (OrtSession.SessionOptions options = options(OptLevel.NO_OPT);
        OrtSession session = open(exposed.build(), options)) {
      for (Map.Entry<String, NodeInfo> entry : session.getOutputInfo().entrySet()) {
        types.put(entry.getKey(), staticType(graph, entry.getValue()));
      }
    } catch (OrtException e) {
      throw refused(e);
    }
    List<Value> outputs =
        graph.outputs().stream()
            .map(
                v ->
                    new Value(
                        v.name(),
                        types.containsKey(v.name()) ? types.get(v.name()) : graph.type(v.name())))
            .toList();
    return new Graph(
        graph.opset(), graph.inputs(), outputs, graph.nodes(), graph.initializers(), types);
  }

  private static TensorType staticType(Graph graph, NodeInfo info) {
    if (!(info.getInfo() instanceof TensorInfo tensor)) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "The value '"
              + info.getName()
              + "' is no tensor (sequences and maps are not differentiated); export the generator"
              + " without post-processing");
    }
    TensorType type = new TensorType(elementType(tensor.type), tensor.getShape());
    double elements = 1;
    for (long dim : type.dims()) {
      elements *= Math.max(1, dim);
    }
    if (elements > MOST_ELEMENTS) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "The value '"
              + info.getName()
              + "'"
              + maker(graph, info.getName())
              + " would hold "
              + elements
              + " numbers, more than any machine; export the model again");
    }
    if (!type.isStatic()) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "The shape of the value '"
              + info.getName()
              + "'"
              + maker(graph, info.getName())
              + " depends on the image's content; export the model with fixed input sizes");
    }
    return type;
  }

  /** The node that computes a value, as messages name it. */
  private static String maker(Graph graph, String value) {
    return graph.nodes().stream()
        .filter(n -> n.outputs().contains(value))
        .findFirst()
        .map(n -> " of " + n.label() + " (" + OperatorVersions.name(n, graph.opset()) + ")")
        .orElse("");
  }

  private static ElementType elementType(OnnxJavaType type) {
    return switch (type) {
      case FLOAT -> ElementType.FLOAT;
      case DOUBLE -> ElementType.DOUBLE;
      case INT8 -> ElementType.INT8;
      case INT16 -> ElementType.INT16;
      case INT32 -> ElementType.INT32;
      case INT64 -> ElementType.INT64;
      case BOOL -> ElementType.BOOL;
      case STRING -> ElementType.STRING;
      case UINT8 -> ElementType.UINT8;
      case FLOAT16 -> ElementType.FLOAT16;
      case BFLOAT16 -> ElementType.BFLOAT16;
      default -> throw new ModelException("computes with the unread type " + type);
    };
  }

  private static OrtSession.SessionOptions options(OptLevel level) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setOptimizationLevel(level);
    options.setIntraOpNumThreads(1);
    // What goes wrong comes as an exception; ONNX Runtime would print it besides.
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    return options;
  }

  private static OrtSession open(ModelProto model, OrtSession.SessionOptions options)
      throws OrtException {
    return Ort.environment().createSession(model.toByteArray(), options);
  }

  private static CdmaaException refused(OrtException e) {
    return new CdmaaException(
        ErrorReason.MODEL,
        "ONNX Runtime refuses the model ("
            + OrtMessages.reason(e)
            + (OrtMessages.isMissingOperator(e)
                ? "); export it again at opset 17"
                : "); check how it was exported"),
        e);
  }
}
