package io.cdmaa.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout in which the tests run, in whichever of its folders they were started. */
public final class Checkout {
  private Checkout() {}

  /**
   * Returns the checkout's top folder: the nearest enclosing folder of the working directory with
   * the launcher.
   *
   * @throws IllegalStateException if the tests do not run inside a checkout
   */
  public static Path root() {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve("tools").resolve("cdmaa"))) {
        return folder;
      }
    }
    throw new IllegalStateException(start + " is not inside a checkout");
  }
}
