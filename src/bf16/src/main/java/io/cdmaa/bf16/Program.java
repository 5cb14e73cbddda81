package io.cdmaa.bf16;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.cdmaa.bf16.Lowering.Unsupported;
import io.cdmaa.bf16.Partition.Part;
import io.cdmaa.bf16.Tensor.Element;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of a divided graph, ready to be run one after the other on memory of its own. */
final class Program implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Program.class);

  private final Graph graph;
  private final SessionFactory sessions;
  private final Map<String, Node> producers;
  private final Map<String, FloatTensor> crossing = new LinkedHashMap<>();
  private final Engine engine;
  private final Plan plan;
  private final Lanes lanes;
  private final List<Supplier<RuntimePart>> pending = new ArrayList<>();
  private final List<RuntimePart> opened = new ArrayList<>();
  private final List<Runnable> preludeSteps = new ArrayList<>();
  private final List<Runnable> steps = new ArrayList<>();
  private final List<Unsupported> unsupported = new ArrayList<>();

  private Program(Graph graph, SessionFactory sessions, NativeLibraries natives) {
    this.graph = graph;
    this.sessions = sessions;
    engine = new Engine(sessions.threads());
    plan = new Plan(engine, sessions.threads());
    lanes = new Lanes(sessions.threads(), natives, plan::step);
    producers = graph.producers();
  }

  /**
   * Prepares a divided graph.
   *
   * @param graph with all types known, and with composites
   * @param sessions opens the parts in float32
   * @throws Unsupported if there are nodes assigned to oneDNN that it does not compute; all of them
   */
  static Program of(
      Graph graph, Partition partition, SessionFactory sessions, NativeLibraries natives) {
    Program program = new Program(graph, sessions, natives);
    try {
      program.prepare(partition);
      return program;
    } catch (RuntimeException | Error e) {
      program.close();
      throw e;
    }
  }

  /** Lowers all parts, then opens those of ONNX Runtime. */
  private void prepare(Partition partition) {
    List<Part> parts = partition.parts();
    Part prelude = new Part(partition.prelude(), false);
    Set<String> toRuntime = new HashSet<>();
    graph.outputs().forEach(output -> toRuntime.add(output.name()));
    Set<String> toFast = new HashSet<>();
    List<Part> all = new ArrayList<>(List.of(prelude));
    all.addAll(parts);
    for (Part part : all) {
      if (part.fast()) {
        part.nodes().forEach(node -> toFast.addAll(Composites.reads(node)));
      } else {
        toRuntime.addAll(RuntimePart.reads(graph, part.nodes(), producers));
      }
    }
    Set<String> exact = new HashSet<>(toRuntime);
    exact.removeAll(toFast);
    Set<String> first = FirstLayers.values(graph, partition.fast());
    Lowering lowering = new Lowering(graph, plan, exact, first);
    Operators operators = new Operators(lowering, graph, partition.fast());
    prelude(prelude, toRuntime, toFast, lowering);
    for (Part part : parts) {
      if (part.fast()) {
        fast(part, toRuntime, partition.fast(), lowering, operators);
      } else {
        runtime(part, toRuntime, toFast, steps);
      }
    }
    if (!unsupported.isEmpty()) {
      throw new Unsupported(unsupported);
    }
    plan.finish();
    pending.forEach(part -> opened.add(part.get()));
    LOG.debug(
        "bf16: {} of {} operators in {} primitives and {} parts; {} MB",
        partition.fast().size(),
        graph.nodes().size(),
        plan.size(),
        parts.size(),
        plan.arenaBytes() >> 20);
  }

  /** Returns the memory of an input, an output, or a value that crosses the border of a part. */
  FloatTensor crossing(String name) {
    return crossing.computeIfAbsent(name, n -> FloatTensor.zeros(graph.type(n).dims()));
  }

  private Tensor fixed(String name) {
    FloatTensor tensor = crossing(name);
    Pointer pointer = Native.getDirectBufferPointer(tensor.buffer());
    long[] dims = tensor.shape();
    return plan.fixed(Pointer.nativeValue(pointer), Element.F32, dims, Tensor.rowMajor(dims));
  }

  private void prelude(Part prelude, Set<String> toRuntime, Set<String> toFast, Lowering lowering) {
    if (!prelude.nodes().isEmpty()) {
      runtime(prelude, toRuntime, toFast, preludeSteps);
    }
    Set<String> made = outputs(prelude);
    graph.inputs().stream().filter(Partition::isSmall).forEach(v -> made.add(v.name()));
    made.stream()
        .filter(toFast::contains)
        .filter(name -> lowering.find(name).isEmpty())
        .forEach(name -> lowering.alias(name, kept(name, lowering)));
    int range = plan.range();
    preludeSteps.add(() -> plan.run(range, lanes));
  }

  /** Returns a tensor that keeps a value between runs. */
  private Tensor kept(String name, Lowering lowering) {
    Tensor given = fixed(name);
    if (!Lowering.isMap(graph.type(name))) {
      return given;
    }
    Element type = lowering.type(name);
    long address = engine.allocate(given.size() * type.bytes());
    Tensor kept = plan.fixed(address, type, given.dims(), Tensor.channelsLast(given.dims()));
    plan.copy(given, kept);
    return kept;
  }

  private static Set<String> outputs(Part part) {
    return part.nodes().stream()
        .flatMap(node -> node.outputs().stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void runtime(
      Part part, Set<String> toRuntime, Set<String> toFast, List<Runnable> target) {
    List<String> wanted =
        outputs(part).stream()
            .filter(name -> toRuntime.contains(name) || toFast.contains(name))
            .filter(name -> !name.isEmpty())
            .filter(name -> !RuntimePart.isInteger(graph, name))
            .toList();
    if (wanted.isEmpty()) {
      return;
    }
    int number = pending.size();
    pending.add(
        () -> RuntimePart.open(graph, part.nodes(), wanted, producers, sessions, this::crossing));
    target.add(() -> opened.get(number).run());
  }

  private void fast(
      Part part, Set<String> toRuntime, Set<Node> all, Lowering lowering, Operators operators) {
    Set<String> own = outputs(part);
    for (Node node : part.nodes()) {
      for (String name : Composites.reads(node)) {
        boolean outside = producers.containsKey(name) || graph.input(name).isPresent();
        if (outside && !own.contains(name) && lowering.find(name).isEmpty()) {
          if (all.contains(producers.get(name))) {
            throw notComputed(name);
          }
          lowering.alias(name, entered(name, lowering));
        }
      }
    }
    part.nodes().forEach(node -> lower(node, lowering, operators));
    for (String name : own) {
      if (toRuntime.contains(name)) {
        plan.copy(lowering.find(name).orElseThrow(() -> notComputed(name)), fixed(name));
      }
    }
    int range = plan.range();
    steps.add(() -> plan.run(range, lanes));
  }

  private static IllegalStateException notComputed(String name) {
    return new IllegalStateException(name + " was not computed");
  }

  /** Lowers a node; where that fails, others can still read its place. */
  private void lower(Node node, Lowering lowering, Operators operators) {
    try {
      operators.lower(node);
    } catch (Unsupported e) {
      unsupported.add(e);
      Stream.concat(Stream.of(node), e.nodes().stream())
          .flatMap(failed -> failed.outputs().stream())
          .filter(name -> lowering.find(name).isEmpty())
          .forEach(name -> lowering.alias(name, lowering.standIn(name)));
    }
  }

  private Tensor entered(String name, Lowering lowering) {
    Tensor given = fixed(name);
    if (!Lowering.isMap(graph.type(name))) {
      return given;
    }
    Tensor entered = plan.allocate(lowering.type(name), given.dims());
    plan.copy(given, entered);
    return entered;
  }

  /**
   * Runs all parts.
   *
   * @param prelude whether small inputs have changed since the last run
   */
  void run(boolean prelude) {
    if (prelude) {
      preludeSteps.forEach(Runnable::run);
    }
    steps.forEach(Runnable::run);
  }

  /** Runs every primitive once and returns the nanoseconds and the number of each kind. */
  Map<String, long[]> profile() {
    Map<String, long[]> times = new TreeMap<>();
    plan.profile(times);
    return times;
  }

  @Override
  public void close() {
    lanes.close();
    opened.forEach(RuntimePart::close);
    engine.close();
  }
}
