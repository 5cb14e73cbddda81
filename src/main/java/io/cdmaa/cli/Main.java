package io.cdmaa.cli;

/** Entry point of the command line tool. */
public final class Main {
  private Main() {}

  /**
   * Runs the tool.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    System.exit(0);
  }
}
