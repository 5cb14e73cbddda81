package io.cdmaa.cli;

/** The heap of this process, which belongs to the command line. */
final class Heap {
  private static final long WORTH_GIVING_BACK = 512L << 20;

  private Heap() {}

  /**
   * Returns unused memory to the operating system. Deriving graphs leaves much garbage, and Java
   * would keep that memory while ONNX Runtime fills its arena.
   */
  static void giveBack() {
    if (Runtime.getRuntime().totalMemory() > WORTH_GIVING_BACK) {
      System.gc();
    }
  }
}
