package io.cdmaa.cli;

/** The heap of this process, which the command line owns. */
final class Heap {
  private static final long WORTH_GIVING_BACK = 512L << 20;

  private Heap() {}

  /**
   * Gives unused memory back to the operating system. Once graphs are derived, what that took is
   * garbage; Java would keep it all while ONNX Runtime fills its arena.
   */
  static void giveBack() {
    if (Runtime.getRuntime().totalMemory() > WORTH_GIVING_BACK) {
      System.gc();
    }
  }
}
