package io.cdmaa.bf16;

/** A piece of native memory whose place is known once a plan is finished. */
final class Storage {
  private final long bytes;
  private long address;
  private int first = Integer.MAX_VALUE;
  private int last = -1;

  /** Creates a piece that a plan will place. */
  Storage(long bytes) {
    this.bytes = bytes;
  }

  /** Creates a piece at a fixed place. */
  static Storage at(long address, long bytes) {
    Storage storage = new Storage(bytes);
    storage.address = address;
    return storage;
  }

  long bytes() {
    return bytes;
  }

  boolean isPlaced() {
    return address != 0;
  }

  void place(long where) {
    address = where;
  }

  long address() {
    if (address == 0) {
      throw new IllegalStateException("a tensor is used before it has a place");
    }
    return address;
  }

  /** Notes that a step reads or writes it. */
  void usedAt(int step) {
    first = Math.min(first, step);
    last = Math.max(last, step);
  }

  int first() {
    return first;
  }

  int last() {
    return last;
  }
}
