package io.cdmaa.bf16;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.bf16.Tensor.Element;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** oneDNN's engine and stream, and everything native that was created with them. */
final class Engine implements AutoCloseable {
  private static final int ALIGNMENT = 64;

  private final Deque<Runnable> owned = new ArrayDeque<>();
  private final Pointer pointer;
  private final Pointer[] streams;
  private final Pointer attributes;

  /** A primitive and the scratch memory it needs. */
  record Primitive(Pointer pointer, Pointer desc, long scratchBytes, Pointer scratchDesc) {}

  /** Calls one of oneDNN's creating functions. */
  interface Call {
    int into(PointerByReference result);
  }

  /**
   * @param lanes the number of threads that execute primitives
   */
  Engine(int lanes) {
    pointer = own(result -> Dnnl.engineCreate(result, Codes.CPU, 0), Dnnl::engineDestroy);
    streams = new Pointer[lanes];
    for (int i = 0; i < lanes; i++) {
      streams[i] = own(r -> Dnnl.streamCreate(r, pointer, Codes.IN_ORDER), Dnnl::streamDestroy);
    }
    attributes = attributes();
  }

  Pointer pointer() {
    return pointer;
  }

  /** The attributes of primitives without post-operations: scratch memory comes from the caller. */
  Pointer plain() {
    return attributes;
  }

  /** Creates attributes to which post-operations may be added. */
  Pointer attributes() {
    Pointer created = own(Dnnl::primitiveAttrCreate, Dnnl::primitiveAttrDestroy);
    check(Dnnl.primitiveAttrSetScratchpadMode(created, Codes.USER_SCRATCHPAD));
    return created;
  }

  private interface Release {
    int release(Pointer pointer);
  }

  private Pointer own(Call call, Release release) {
    PointerByReference result = new PointerByReference();
    check(call.into(result));
    return own(result.getValue(), release);
  }

  private Pointer own(Pointer created, Release release) {
    owned.push(() -> release.release(created));
    return created;
  }

  /** Creates post-operations and attributes that hold them. */
  Pointer with(java.util.function.Consumer<Pointer> operations) {
    Pointer list = own(Dnnl::postOpsCreate, Dnnl::postOpsDestroy);
    operations.accept(list);
    Pointer created = attributes();
    check(Dnnl.primitiveAttrSetPostOps(created, list));
    return created;
  }

  static void check(int status) {
    if (status != 0) {
      throw new CdmaaException(
          ErrorReason.RUNTIME, "oneDNN failed with status " + status + "; compute in float32");
    }
  }

  /** Returns a descriptor of a strided tensor; one of rank 0 is given a single axis. */
  Pointer desc(Element type, long[] dims, long[] strides) {
    long[] d = dims.length == 0 ? new long[] {1} : dims;
    long[] s = dims.length == 0 ? new long[] {1} : strides;
    return own(
        r -> Dnnl.memoryDescCreateWithStrides(r, d.length, d, type.code(), s),
        Dnnl::memoryDescDestroy);
  }

  /** Returns a descriptor whose layout oneDNN is to choose. */
  Pointer anyLayout(Element type, long... dims) {
    return own(
        r -> Dnnl.memoryDescCreateWithTag(r, dims.length, dims, type.code(), Codes.ANY_FORMAT),
        Dnnl::memoryDescDestroy);
  }

  /**
   * Creates a primitive.
   *
   * @return nothing if oneDNN has no implementation
   */
  Optional<Primitive> primitive(Call descCall) {
    PointerByReference result = new PointerByReference();
    int status = descCall.into(result);
    if (status != 0) {
      return Optional.empty();
    }
    Pointer desc = own(result.getValue(), Dnnl::primitiveDescDestroy);
    Pointer primitive = own(r -> Dnnl.primitiveCreate(r, desc), Dnnl::primitiveDestroy);
    Pointer scratch = Dnnl.primitiveDescQueryMd(desc, Codes.QUERY_SCRATCHPAD, 0);
    long bytes = scratch == null ? 0 : Dnnl.memoryDescGetSize(scratch);
    return Optional.of(new Primitive(primitive, desc, bytes, scratch));
  }

  /** Returns the name of a primitive's implementation, for diagnostics. */
  static String implementation(Primitive primitive) {
    PointerByReference result = new PointerByReference();
    Dnnl.primitiveDescQuery(primitive.desc(), Codes.QUERY_IMPLEMENTATION, 0, result);
    return result.getValue() == null ? "?" : result.getValue().getString(0);
  }

  /** Returns memory that lives as long as the engine. */
  long allocate(long bytes) {
    Memory memory = new Memory(bytes + ALIGNMENT);
    owned.push(memory::close);
    long start = Pointer.nativeValue(memory);
    return (start + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Returns oneDNN's handle of a tensor that has its place. */
  Pointer memory(Pointer desc, long address) {
    return own(r -> Dnnl.memoryCreate(r, desc, pointer, new Pointer(address)), Dnnl::memoryDestroy);
  }

  /** Lays out arguments for {@link #execute}: pairs of an index and a handle. */
  Pointer arguments(int[] indices, Pointer[] memories) {
    int entry = 8 + Native.POINTER_SIZE;
    Memory block = new Memory((long) entry * Math.max(1, indices.length));
    owned.push(block::close);
    for (int i = 0; i < indices.length; i++) {
      block.setInt((long) entry * i, indices[i]);
      block.setPointer((long) entry * i + 8, memories[i]);
    }
    return block;
  }

  /** Runs a primitive on the thread of a lane. */
  void execute(Pointer primitive, int lane, int count, Pointer arguments) {
    int status = Dnnl.primitiveExecute(primitive, streams[lane], count, arguments);
    if (status != 0) {
      check(status);
    }
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      owned.pop().run();
    }
  }
}
