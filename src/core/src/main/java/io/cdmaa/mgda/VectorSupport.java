package io.cdmaa.mgda;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.util.Optional;

/**
 * Whether {@code VectorArithmetic} is there. Its class is part of a build by Java 22 or newer only
 * (pom.xml, profile vector), and the module that it needs incubates: Java has to be started with
 * it, as tools/cdmaa does where it may be used.
 */
final class VectorSupport {
  private static final String CLASS = "io.cdmaa.mgda.VectorArithmetic";
  private static final String MODULE = "jdk.incubator.vector";
  private static final int FIRST_VERSION = 22;

  private VectorSupport() {}

  /** Why the Vector API cannot be used, as the end of a sentence; empty if it can. */
  static Optional<String> obstacle() {
    int version = Runtime.version().feature();
    if (version < FIRST_VERSION) {
      return Optional.of("this is Java " + version + " and it takes " + FIRST_VERSION);
    }
    if (type().isEmpty()) {
      return Optional.of(
          "cdmaa was built by a Java without it (mvn clean package builds it again)");
    }
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Optional.of("Java was started without --add-modules " + MODULE);
    }
    return Optional.empty();
  }

  /**
   * Checks that it can be used.
   *
   * @throws CdmaaException if not; the message says why
   */
  static void require() {
    obstacle()
        .ifPresent(
            why -> {
              throw new CdmaaException(
                  ErrorReason.ARITHMETIC_UNAVAILABLE,
                  "The Vector API cannot be used, as " + why + "; choose another arithmetic");
            });
  }

  /**
   * The arithmetic over the Vector API.
   *
   * @throws CdmaaException if there is none; the message says why
   */
  static GradientArithmetic create() {
    require();
    try {
      return (GradientArithmetic) type().orElseThrow().getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<Class<?>> type() {
    try {
      return Optional.of(Class.forName(CLASS, false, VectorSupport.class.getClassLoader()));
    } catch (ClassNotFoundException | UnsupportedClassVersionError e) {
      return Optional.empty();
    }
  }
}
