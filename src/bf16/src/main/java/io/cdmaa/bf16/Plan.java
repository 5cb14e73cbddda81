package io.cdmaa.bf16;

import com.sun.jna.Pointer;
import io.cdmaa.CdmaaException;
import io.cdmaa.bf16.Engine.Primitive;
import io.cdmaa.bf16.Schedule.Access;
import io.cdmaa.bf16.Shares.Share;
import io.cdmaa.bf16.Tensor.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A sequence of primitives on tensors that share one block of memory: those that are not in use at
 * the same time may have the same place. First steps are added, then the plan is {@linkplain
 * #finish finished}, then it can be run any number of times.
 */
final class Plan {
  /** The arguments that a primitive writes unless it says otherwise. */
  private static final Set<Integer> WRITTEN =
      Set.of(
          Codes.ARG_TARGET,
          Codes.ARG_MEAN,
          Codes.ARG_VARIANCE,
          Codes.ARG_WORKSPACE,
          Codes.ARG_SOURCE_GRADIENT,
          Codes.ARG_SCALE_GRADIENT,
          Codes.ARG_SHIFT_GRADIENT);

  private final Engine engine;
  private final int lanes;
  private final List<Schedule> schedules = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Storage> pieces = new ArrayList<>();
  private final List<Range> ranges = new ArrayList<>();
  private Ready[] ready;
  private long arenaBytes;

  /**
   * A tensor under the index at which a primitive expects it.
   *
   * @param written whether the primitive changes it
   */
  record Argument(int index, Tensor tensor, boolean written) {
    Argument(int index, Tensor tensor) {
      this(index, tensor, WRITTEN.contains(index));
    }

    /** Returns an argument that other primitives write at this index, but this one only reads. */
    static Argument read(int index, Tensor tensor) {
      return new Argument(index, tensor, false);
    }
  }

  private record Step(String name, Primitive primitive, List<Argument> arguments) {}

  /** A step with its arguments for each lane, which differ in the scratch memory. */
  private record Ready(String name, Pointer primitive, int count, Pointer[] arguments) {}

  /** Some of the steps, which run at once. */
  private record Range(int from, int to) {}

  /**
   * @param lanes the number of threads
   */
  Plan(Engine engine, int lanes) {
    this.engine = engine;
    this.lanes = lanes;
  }

  Engine engine() {
    return engine;
  }

  /** Returns a tensor that exists between the first and the last step that uses it. */
  Tensor allocate(Element type, long... dims) {
    return allocate(type, dims, Tensor.channelsLast(dims));
  }

  /** The same with given strides of a dense layout. */
  Tensor allocate(Element type, long[] dims, long[] strides) {
    Storage storage = new Storage(Tensor.size(dims) * type.bytes());
    pieces.add(storage);
    return tensor(storage, 0, type, dims, strides);
  }

  /** Returns a tensor in a layout that a primitive demands, for one of its results. */
  Tensor allocate(Element type, Pointer desc) {
    Storage storage = new Storage(Dnnl.memoryDescGetSize(desc));
    pieces.add(storage);
    return new Tensor(storage, 0, type, new long[0], new long[0], desc);
  }

  /** Returns a tensor at a fixed place. */
  Tensor fixed(long address, Element type, long[] dims, long[] strides) {
    return tensor(Storage.at(address, Tensor.size(dims) * type.bytes()), 0, type, dims, strides);
  }

  private Tensor tensor(Storage storage, long offset, Element type, long[] dims, long[] strides) {
    return new Tensor(storage, offset, type, dims, strides, engine.desc(type, dims, strides));
  }

  /** Returns a part of a tensor, or the same memory with other dimensions. */
  Tensor view(Tensor whole, long elements, long[] dims, long[] strides) {
    long offset = whole.offset() + elements * whole.type().bytes();
    return tensor(whole.storage(), offset, whole.type(), dims, strides);
  }

  /** Returns some rows of a tensor. */
  Tensor rows(Tensor whole, long first, long count) {
    long[] dims = whole.dims().clone();
    dims[0] = count;
    return view(whole, first * whole.strides()[0], dims, whole.strides());
  }

  /** Returns a float32 constant, row-major. */
  Tensor constant(float[] values, long... dims) {
    long bytes = Math.max(1, values.length) * (long) Element.F32.bytes();
    long address = engine.allocate(bytes);
    new Pointer(address).write(0, values, 0, values.length);
    return fixed(address, Element.F32, dims, Tensor.rowMajor(dims));
  }

  /** Returns a constant in another type and layout, converted now. */
  Tensor converted(Tensor constant, Element type, Pointer desc) {
    long address = engine.allocate(Dnnl.memoryDescGetSize(desc));
    Tensor result = new Tensor(Storage.at(address, 0), 0, type, constant.dims(), new long[0], desc);
    Primitive reorder = reorder(constant, result);
    Pointer arguments =
        engine.arguments(
            new int[] {Codes.ARG_SOURCE, Codes.ARG_TARGET, Codes.ARG_SCRATCHPAD},
            new Pointer[] {
              engine.memory(constant.desc(), constant.storage().address() + constant.offset()),
              engine.memory(desc, address),
              engine.memory(
                  reorder.scratchDesc(), engine.allocate(Math.max(1, reorder.scratchBytes())))
            });
    engine.execute(reorder.pointer(), 0, 3, arguments);
    return result;
  }

  private Primitive reorder(Tensor from, Tensor to) {
    Pointer own = engine.pointer();
    return engine
        .primitive(
            r ->
                Dnnl.reorderPrimitiveDescCreate(
                    r, from.desc(), own, to.desc(), own, engine.plain()))
        .orElseThrow(() -> new IllegalStateException("no reorder from " + from + " to " + to));
  }

  /** Adds a copy to a tensor of the same dimensions. */
  void copy(Tensor from, Tensor to) {
    for (Share share : Shares.of(to.dims(), lanes)) {
      Tensor source = share.of(this, from);
      Tensor target = share.of(this, to);
      add(
          "reorder",
          reorder(source, target),
          new Argument(Codes.ARG_SOURCE, source),
          new Argument(Codes.ARG_TARGET, target));
    }
  }

  /** Adds a step. */
  void add(String name, Primitive primitive, Argument... arguments) {
    for (Argument argument : arguments) {
      argument.tensor().storage().usedAt(steps.size());
    }
    String kind = name + ", " + Engine.implementation(primitive);
    steps.add(new Step(kind, primitive, List.of(arguments)));
  }

  /**
   * Declares steps that run at once, from the end of those declared before to the last step so far.
   *
   * @return the number to {@linkplain #run run} them by
   */
  int range() {
    int from = ranges.isEmpty() ? 0 : ranges.get(ranges.size() - 1).to();
    ranges.add(new Range(from, steps.size()));
    return ranges.size() - 1;
  }

  /** Gives every tensor its place and prepares the steps to be run. */
  void finish() {
    arenaBytes = Arena.place(pieces);
    long scratch = steps.stream().mapToLong(s -> s.primitive().scratchBytes()).max().orElse(0);
    long scratchStep = Arena.aligned(scratch);
    long arena = engine.allocate(arenaBytes + Arena.ALIGNMENT + lanes * scratchStep);
    for (Storage piece : pieces) {
      if (piece.last() >= 0) {
        piece.place(arena + piece.address() - Arena.ALIGNMENT);
      }
    }
    long[] scratches = new long[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      scratches[lane] = arena + arenaBytes + lane * scratchStep;
    }
    ready = new Ready[steps.size()];
    for (int i = 0; i < ready.length; i++) {
      ready[i] = prepared(steps.get(i), scratches);
    }
    List<List<Access>> accesses = steps.stream().map(Plan::accesses).toList();
    ranges.forEach(r -> schedules.add(new Schedule(accesses, r.from(), r.to())));
  }

  private Ready prepared(Step step, long[] scratches) {
    int count = step.arguments().size();
    boolean scratch = step.primitive().scratchBytes() > 0;
    int[] indices = new int[count + (scratch ? 1 : 0)];
    Pointer[] memories = new Pointer[indices.length];
    for (int i = 0; i < count; i++) {
      Tensor tensor = step.arguments().get(i).tensor();
      indices[i] = step.arguments().get(i).index();
      memories[i] = engine.memory(tensor.desc(), tensor.storage().address() + tensor.offset());
    }
    Pointer[] arguments = new Pointer[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      if (scratch) {
        indices[count] = Codes.ARG_SCRATCHPAD;
        memories[count] = engine.memory(step.primitive().scratchDesc(), scratches[lane]);
      }
      arguments[lane] = engine.arguments(indices, memories);
    }
    return new Ready(step.name(), step.primitive().pointer(), indices.length, arguments);
  }

  private static List<Access> accesses(Step step) {
    return step.arguments().stream()
        .map(
            a -> {
              Tensor tensor = a.tensor();
              long start = tensor.storage().address() + tensor.offset();
              return new Access(start, start + tensor.extent(), a.written());
            })
        .toList();
  }

  /** Returns the bytes that its tensors share. */
  long arenaBytes() {
    return arenaBytes;
  }

  int size() {
    return steps.size();
  }

  /** Returns how many threads run steps at the same time. */
  int lanes() {
    return lanes;
  }

  /** Runs the steps of a range. */
  void run(int range, Lanes threads) {
    threads.run(schedules.get(range));
  }

  /** Runs one step. */
  void step(int number, int lane) {
    Ready step = ready[number];
    try {
      engine.execute(step.primitive(), lane, step.count(), step.arguments()[lane]);
    } catch (CdmaaException e) {
      throw new CdmaaException(e.reason(), e.getMessage() + " (" + step.name() + ")", e);
    }
  }

  /** Runs all steps and adds the time and number of each kind. */
  void profile(Map<String, long[]> times) {
    for (int i = 0; i < ready.length; i++) {
      long began = System.nanoTime();
      step(i, 0);
      long[] sum = times.computeIfAbsent(ready[i].name(), k -> new long[2]);
      sum[0] += System.nanoTime() - began;
      sum[1]++;
    }
  }
}
