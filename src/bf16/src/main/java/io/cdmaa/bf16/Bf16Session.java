package io.cdmaa.bf16;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cdmaa.bf16.Lowering.Unsupported;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.Value;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A graph of which oneDNN runs the parts between its ends in bf16 with channels last, and ONNX
 * Runtime the rest in float32.
 */
final class Bf16Session implements BoundSession {
  private static final Logger LOG = LoggerFactory.getLogger(Bf16Session.class);

  private final Graph graph;
  private final Program program;
  private final int fastNodes;
  private final Map<String, FloatTensor> inputs = new HashMap<>();
  private final Map<String, FloatTensor> outputs = new HashMap<>();
  private final Map<String, float[]> seen = new HashMap<>();
  private boolean prepared;

  private Bf16Session(Graph graph, Program program, int fastNodes) {
    this.graph = graph;
    this.program = program;
    this.fastNodes = fastNodes;
  }

  /**
   * Opens a session.
   *
   * @param model a serialised graph of standard operators in float32, with static shapes
   * @param sessions opens the parts in float32
   */
  static Bf16Session open(NativeLibraries natives, byte[] model, SessionFactory sessions) {
    return open(natives, model, sessions, false);
  }

  /** The same; the ends may run in bf16, too, if the whole graph shall. */
  static Bf16Session open(
      NativeLibraries natives, byte[] model, SessionFactory sessions, boolean whole) {
    Graph given = OrtGraphOptimizer.withStaticTypes(decoded(model));
    Set<String> excluded = new HashSet<>();
    natives.threads(1);
    while (true) {
      Graph graph = Composites.apply(given, excluded);
      Partition partition = new Partition(graph, excluded, whole);
      if (excludeComposites(graph, partition, excluded)) {
        continue;
      }
      try {
        Program program = Program.of(graph, partition, sessions, natives);
        return new Bf16Session(graph, program, partition.fast().size());
      } catch (Unsupported e) {
        LOG.debug("Stays in float32: {}", e.getMessage());
        boolean more = false;
        for (Node node : e.nodes()) {
          more |= excluded.addAll(node.outputs());
        }
        if (!more) {
          throw new IllegalStateException("cannot leave out " + e.getMessage(), e);
        }
      }
    }
  }

  /**
   * Excludes composites that ONNX Runtime would have to run, which does not know them, and returns
   * whether there were any.
   */
  private static boolean excludeComposites(Graph graph, Partition partition, Set<String> excluded) {
    boolean found = false;
    for (Node node : graph.nodes()) {
      if (node.domain().equals(Composites.DOMAIN) && !partition.fast().contains(node)) {
        found |= excluded.addAll(node.outputs());
      }
    }
    return found;
  }

  private static Graph decoded(byte[] model) {
    try {
      return GraphCodec.decode(ModelProto.parseFrom(model));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no serialised model", e);
    }
  }

  @Override
  public Set<String> inputNames() {
    return graph.inputs().stream().map(Value::name).collect(Collectors.toSet());
  }

  @Override
  public void bindInput(String name, FloatTensor tensor) {
    inputs.put(name, tensor);
  }

  @Override
  public void bindOutput(String name, FloatTensor tensor) {
    outputs.put(name, tensor);
  }

  @Override
  public void run() {
    boolean changed = !prepared;
    for (Value input : graph.inputs()) {
      FloatTensor tensor = inputs.get(input.name());
      if (Partition.isSmall(input)) {
        float[] values = tensor.toArray();
        changed |= !Arrays.equals(values, seen.put(input.name(), values));
      }
      program.crossing(input.name()).copyFrom(tensor);
    }
    // Until it has run once as a whole, so that a failure does not leave it half done.
    prepared = false;
    program.run(changed);
    prepared = true;
    outputs.forEach((name, tensor) -> tensor.copyFrom(program.crossing(name)));
  }

  /** Returns how many operators run in bf16. */
  int fastNodes() {
    return fastNodes;
  }

  /** Runs every primitive once and returns the nanoseconds and the number of each kind. */
  Map<String, long[]> profile() {
    return program.profile();
  }

  @Override
  public void close() {
    program.close();
  }
}
