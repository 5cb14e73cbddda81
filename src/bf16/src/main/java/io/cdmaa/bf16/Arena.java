package io.cdmaa.bf16;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Places in one block of memory for tensors that are not all in use at the same time. */
final class Arena {
  static final long ALIGNMENT = 64;

  private Arena() {}

  /**
   * Places the largest pieces first, each at the lowest offset that is free for its whole life.
   * Offsets are stored plus {@link #ALIGNMENT}, so that none is 0.
   *
   * @return the bytes of the block
   */
  static long place(List<Storage> pieces) {
    List<Storage> sorted =
        pieces.stream()
            .filter(p -> p.last() >= 0)
            .sorted(Comparator.comparingLong(Storage::bytes).reversed())
            .toList();
    List<Storage> placed = new ArrayList<>();
    long end = 0;
    for (Storage piece : sorted) {
      long offset = 0;
      for (Storage other : placed) {
        boolean together = other.first() <= piece.last() && piece.first() <= other.last();
        long start = other.address() - ALIGNMENT;
        if (together && offset + piece.bytes() > start && offset < start + other.bytes()) {
          offset = aligned(start + other.bytes());
        }
      }
      piece.place(offset + ALIGNMENT);
      placed.add(piece);
      placed.sort(Comparator.comparingLong(Storage::address));
      end = Math.max(end, offset + piece.bytes());
    }
    return aligned(end);
  }

  static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
