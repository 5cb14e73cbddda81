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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Constant folding and shape inference by ONNX Runtime. The results must agree with the runtime
 * that will execute the graph, so neither is implemented here.
 */
public final class OrtGraphOptimizer {
  private static final Logger LOG = LoggerFactory.getLogger(OrtGraphOptimizer.class);

  /** 256 GiB of floats. */
  private static final double MOST_ELEMENTS = 0x1p36;

  private OrtGraphOptimizer() {}

  /** Returns the graph with the given input dimensions; other inputs keep theirs. */
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
   * @throws CdmaaException if ONNX Runtime rejects the graph or a shape remains open
   */
  public static Graph fold(Graph graph) {
    return withStaticTypes(simplified(ControlFlow.resolved(graph)));
  }

  /** The same without the types of values, for a graph whose control flow is resolved. */
  static Graph simplified(Graph graph) {
    return optimized(checked(NormalizationDecomposition.spellOut(graph)));
  }

  /**
   * Folds constants and simplifies, including weights: a normalisation may be merged into those of
   * the preceding convolution.
   *
   * @param graph a {@linkplain #checked checked} graph
   * @return an equivalent graph; types are not known
   */
  public static Graph optimized(Graph graph) {
    return optimized(StandIns.ofUnfolded(graph));
  }

  /**
   * Simplifies without reading weights, at a fraction of the cost of {@link #optimized}.
   *
   * @param graph a graph that has been through {@link #optimized} and was rewritten since
   * @return an equivalent graph with all types known
   */
  public static Graph tidied(Graph graph) {
    return withStaticTypes(optimized(StandIns.of(graph)));
  }

  private static Graph optimized(StandIns light) {
    return light.restored(GraphCodec.decode(optimized(GraphCodec.encode(light.graph()))));
  }

  /**
   * Returns the same graph after checking that ONNX Runtime can handle it; {@link #fold} includes
   * this check.
   *
   * @throws CdmaaException if the graph would crash the process
   */
  public static Graph checked(Graph graph) {
    return OrtCrashGuards.checked(graph);
  }

  /** Returns the model as ONNX Runtime writes it at its BASIC level. */
  static ModelProto optimized(ModelProto model) {
    Path file = null;
    try {
      file = Files.createTempFile("cdmaa-fold", ".onnx");
      try (OrtSession.SessionOptions options = options(OptLevel.BASIC_OPT)) {
        options.setOptimizedModelFilePath(file.toString());
        open(model, options).close();
      }
      return ModelProto.parseFrom(Files.readAllBytes(file));
    } catch (OrtException e) {
      throw OrtMessages.isWriteFailure(e) ? notWritten("the disk may be full", e) : refused(e);
    } catch (IOException e) {
      throw notWritten(Causes.of(e), e);
    } finally {
      delete(file);
    }
  }

  private static CdmaaException notWritten(String cause, Exception e) {
    return new CdmaaException(
        ErrorReason.OUTPUT,
        "The folded model cannot be written to the temporary folder "
            + System.getProperty("java.io.tmpdir")
            + " ("
            + cause
            + "); free space there or set -Djava.io.tmpdir",
        e);
  }

  private static void delete(Path file) {
    if (file == null) {
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.debug("The temporary file {} could not be deleted", file, e);
    }
  }

  /**
   * Returns the same graph with the type of every value as ONNX Runtime infers it.
   *
   * @throws CdmaaException if ONNX Runtime rejects the graph or a shape remains open
   */
  public static Graph withStaticTypes(Graph graph) {
    Map<String, TensorType> types = new LinkedHashMap<>();
    graph.inputs().forEach(v -> types.put(v.name(), v.type()));
    StandIns light = StandIns.of(graph);
    try {
      types.putAll(inferred(light.graph()));
    } catch (OrtException e) {
      // An operator may require its weights to be constant.
      try {
        types.putAll(inferred(graph));
      } catch (OrtException whole) {
        throw refused(whole);
      }
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

  /** Returns the types of the values computed by nodes. */
  private static Map<String, TensorType> inferred(Graph graph) throws OrtException {
    var exposed = GraphCodec.encode(graph).toBuilder();
    exposed.getGraphBuilder().clearOutput();
    for (Node node : graph.nodes()) {
      for (String output : node.outputs()) {
        if (!output.isEmpty()) {
          exposed.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(output));
        }
      }
    }
    Map<String, TensorType> types = new LinkedHashMap<>();
    try (OrtSession.SessionOptions options = options(OptLevel.NO_OPT);
        OrtSession session = open(exposed.build(), options)) {
      for (Map.Entry<String, NodeInfo> entry : session.getOutputInfo().entrySet()) {
        types.put(entry.getKey(), staticType(graph, entry.getValue()));
      }
    }
    return types;
  }

  private static TensorType staticType(Graph graph, NodeInfo info) {
    if (!(info.getInfo() instanceof TensorInfo tensor)) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "The value '"
              + info.getName()
              + "' is not a tensor (sequences and maps cannot be differentiated); export the"
              + " generator"
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

  /** Returns the node that computes a value, for messages. */
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
      default -> throw new ModelException("computes with the unsupported type " + type);
    };
  }

  private static OrtSession.SessionOptions options(OptLevel level) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setOptimizationLevel(level);
    options.setIntraOpNumThreads(1);
    // Nothing is run, so weights need not be packed for kernels.
    options.addConfigEntry("session.disable_prepacking", "1");
    // Errors are reported by exceptions; ONNX Runtime would also print them.
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
