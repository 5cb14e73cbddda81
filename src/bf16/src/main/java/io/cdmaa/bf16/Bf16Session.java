package io.cdmaa.bf16;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.cdmaa.bf16.Lowering.Unsupported;
import io.cdmaa.bf16.Partition.Part;
import io.cdmaa.bf16.Tensor.Element;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.Value;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A graph of which oneDNN runs the parts between its ends in bf16 with channels last, and ONNX
 * Runtime the rest in float32.
 */
final class Bf16Session implements BoundSession {
  private static final Logger LOG = LoggerFactory.getLogger(Bf16Session.class);

  private final NativeLibraries natives;
  private final int threads;
  private final Graph graph;
  private final Map<String, Node> producers = new HashMap<>();
  private final Map<String, FloatTensor> crossing = new LinkedHashMap<>();
  private final Map<String, FloatTensor> inputs = new HashMap<>();
  private final Map<String, FloatTensor> outputs = new HashMap<>();
  private final Map<String, float[]> seen = new HashMap<>();
  private final Engine engine = new Engine();
  private final Plan plan = new Plan(engine);
  private final List<RuntimePart> opened = new ArrayList<>();
  private final List<Runnable> preludeSteps = new ArrayList<>();
  private final List<Runnable> steps = new ArrayList<>();

  private int fastNodes;

  private Bf16Session(NativeLibraries natives, Graph graph, int threads) {
    this.natives = natives;
    this.graph = graph;
    this.threads = threads;
    graph.nodes().forEach(node -> node.outputs().forEach(o -> producers.put(o, node)));
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
    natives.threads(sessions.threads());
    while (true) {
      Graph graph = Composites.apply(given, excluded);
      Partition partition = new Partition(graph, excluded, whole);
      // ONNX Runtime knows no composites, so those that it would have to run are taken apart.
      if (graph.nodes().stream()
          .filter(node -> node.domain().equals(Composites.DOMAIN))
          .filter(node -> !partition.fast().contains(node))
          .map(node -> excluded.addAll(node.outputs()))
          .reduce(false, Boolean::logicalOr)) {
        continue;
      }
      Bf16Session session = new Bf16Session(natives, graph, sessions.threads());
      try {
        session.prepare(partition, sessions);
        return session;
      } catch (Unsupported e) {
        LOG.debug("Stays in float32: {}", e.getMessage());
        session.close();
        if (!excluded.addAll(e.node().outputs())) {
          throw new IllegalStateException("cannot leave out " + e.getMessage(), e);
        }
      } catch (RuntimeException | Error e) {
        session.close();
        throw e;
      }
    }
  }

  private static Graph decoded(byte[] model) {
    try {
      return GraphCodec.decode(ModelProto.parseFrom(model));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no serialised model", e);
    }
  }

  private void prepare(Partition partition, SessionFactory sessions) {
    List<Part> parts = partition.parts();
    Part prelude = new Part(partition.prelude(), false);
    Set<String> toRuntime = new HashSet<>();
    graph.outputs().forEach(output -> toRuntime.add(output.name()));
    Set<String> toFast = new HashSet<>();
    List<Part> all = new ArrayList<>(List.of(prelude));
    all.addAll(parts);
    for (Part part : all) {
      if (part.fast()) {
        part.nodes().forEach(node -> toFast.addAll(node.inputs()));
      } else {
        toRuntime.addAll(RuntimePart.reads(graph, part.nodes(), producers));
      }
    }
    Set<String> exact = new HashSet<>(toRuntime);
    exact.removeAll(toFast);
    Lowering lowering = new Lowering(graph, plan, exact);
    Operators operators = new Operators(lowering, graph, partition.fast());
    prelude(prelude, toRuntime, toFast, lowering, sessions);
    for (Part part : parts) {
      if (part.fast()) {
        fast(part, toRuntime, lowering, operators);
      } else {
        runtime(part, toRuntime, toFast, sessions, steps);
      }
    }
    plan.finish();
    fastNodes = partition.fast().size();
    LOG.debug(
        "bf16: {} of {} operators in {} primitives and {} parts; {} MB",
        partition.fast().size(),
        graph.nodes().size(),
        plan.size(),
        parts.size(),
        plan.arenaBytes() >> 20);
  }

  /** Returns the memory of a value that crosses the border between two parts. */
  private FloatTensor crossing(String name) {
    return crossing.computeIfAbsent(name, n -> FloatTensor.zeros(graph.type(n).dims()));
  }

  private Tensor fixed(String name) {
    FloatTensor tensor = crossing(name);
    Pointer pointer = Native.getDirectBufferPointer(tensor.buffer());
    long[] dims = tensor.shape();
    return plan.fixed(Pointer.nativeValue(pointer), Element.F32, dims, Tensor.rowMajor(dims));
  }

  private void prelude(
      Part prelude,
      Set<String> toRuntime,
      Set<String> toFast,
      Lowering lowering,
      SessionFactory sessions) {
    if (!prelude.nodes().isEmpty()) {
      runtime(prelude, toRuntime, toFast, sessions, preludeSteps);
    }
    Set<String> made = outputs(prelude);
    graph.inputs().stream().filter(Partition::isSmall).forEach(v -> made.add(v.name()));
    int from = plan.size();
    made.stream()
        .filter(toFast::contains)
        .filter(name -> lowering.find(name).isEmpty())
        .forEach(name -> lowering.alias(name, kept(name, lowering)));
    int to = plan.size();
    preludeSteps.add(() -> plan.run(from, to));
  }

  /** Returns a tensor that keeps a value between runs. */
  private Tensor kept(String name, Lowering lowering) {
    Tensor given = fixed(name);
    if (lowering.type(name) == Element.F32) {
      return given;
    }
    long address = engine.allocate(given.size() * Element.BF16.bytes());
    Tensor kept =
        plan.fixed(address, Element.BF16, given.dims(), Tensor.channelsLast(given.dims()));
    plan.copy(given, kept);
    return kept;
  }

  private static Set<String> outputs(Part part) {
    return part.nodes().stream()
        .flatMap(node -> node.outputs().stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void runtime(
      Part part,
      Set<String> toRuntime,
      Set<String> toFast,
      SessionFactory sessions,
      List<Runnable> target) {
    List<String> wanted =
        outputs(part).stream()
            .filter(name -> toRuntime.contains(name) || toFast.contains(name))
            .filter(name -> !name.isEmpty())
            .filter(name -> !RuntimePart.isInteger(graph, name))
            .toList();
    if (wanted.isEmpty()) {
      return;
    }
    RuntimePart opening =
        RuntimePart.open(graph, part.nodes(), wanted, producers, sessions, this::crossing);
    opened.add(opening);
    target.add(opening::run);
  }

  private void fast(Part part, Set<String> toRuntime, Lowering lowering, Operators operators) {
    int from = plan.size();
    Set<String> own = outputs(part);
    for (Node node : part.nodes()) {
      for (String name : node.inputs()) {
        boolean outside = producers.containsKey(name) || graph.input(name).isPresent();
        if (outside && !own.contains(name) && lowering.find(name).isEmpty()) {
          lowering.alias(name, entered(name, lowering));
        }
      }
    }
    part.nodes().forEach(operators::lower);
    for (String name : own) {
      if (toRuntime.contains(name)) {
        Tensor tensor =
            lowering
                .find(name)
                .orElseThrow(() -> new IllegalStateException(name + " was not computed"));
        plan.copy(tensor, fixed(name));
      }
    }
    int to = plan.size();
    steps.add(() -> plan.run(from, to));
  }

  private Tensor entered(String name, Lowering lowering) {
    Tensor given = fixed(name);
    if (lowering.type(name) == Element.F32) {
      return given;
    }
    Tensor entered = plan.allocate(Element.BF16, given.dims());
    plan.copy(given, entered);
    return entered;
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
    natives.threads(threads);
    boolean changed = false;
    for (Value input : graph.inputs()) {
      FloatTensor tensor = inputs.get(input.name());
      if (Partition.isSmall(input)) {
        float[] values = tensor.toArray();
        changed |= !Arrays.equals(values, seen.put(input.name(), values));
      }
      crossing(input.name()).copyFrom(tensor);
    }
    if (changed || seen.isEmpty()) {
      preludeSteps.forEach(Runnable::run);
    }
    steps.forEach(Runnable::run);
    outputs.forEach((name, tensor) -> tensor.copyFrom(crossing(name)));
  }

  /** Returns how many operators run in bf16. */
  int fastNodes() {
    return fastNodes;
  }

  /** Runs every primitive once and returns the nanoseconds and the number of each kind. */
  Map<String, long[]> profile() {
    Map<String, long[]> times = new TreeMap<>();
    plan.profile(times);
    return times;
  }

  @Override
  public void close() {
    opened.forEach(RuntimePart::close);
    engine.close();
  }
}
