package io.cdmaa.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that the tests run in, wherever inside it they were started. */
public final class Checkout {
  private Checkout() {}

  /**
   * The checkout's top folder: the nearest one around the working directory that holds the
   * launcher.
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
