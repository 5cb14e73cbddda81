package io.cdmaa.testkit;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages files as transfers, disks and attackers do. */
public final class Mutations {
  private Mutations() {}

  /**
   * Makes one to four changes: bits, bytes, ranges removed, duplicated or moved, extreme numbers.
   *
   * @param original more than 16 bytes; not modified
   */
  public static byte[] of(byte[] original, SplittableRandom random) {
    byte[] bytes = original.clone();
    int changes = random.nextInt(1, 5);
    for (int i = 0; i < changes && bytes.length > 16; i++) {
      int at = random.nextInt(bytes.length);
      int length = Math.min(random.nextInt(1, 16), bytes.length - at);
      switch (random.nextInt(7)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0x7f : 0xff);
        case 3 -> Arrays.fill(bytes, at, at + length, (byte) 0xff);
        case 4 -> bytes = joined(bytes, at, bytes, at + length);
        case 5 -> bytes = joined(bytes, at + length, bytes, at);
        default -> {
          int to = random.nextInt(bytes.length - length);
          System.arraycopy(bytes.clone(), at, bytes, to, length);
        }
      }
    }
    return bytes;
  }

  /** Joins the start of one array and the rest of another. */
  private static byte[] joined(byte[] a, int end, byte[] b, int begin) {
    byte[] both = Arrays.copyOf(a, end + b.length - begin);
    System.arraycopy(b, begin, both, end, b.length - begin);
    return both;
  }
}
