package io.cdmaa.mgda;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.util.Optional;

/**
 * Checks whether {@code VectorArithmetic} is available. Its class is only part of builds by Java 22
 * or newer (pom.xml, profile vector), and needs an incubator module that has to be enabled when
 * Java starts, as tools/cdmaa does if possible.
 */
final class VectorSupport {
  private static final String CLASS = "io.cdmaa.mgda.VectorArithmetic";
  private static final String MODULE = "jdk.incubator.vector";
  private static final int FIRST_VERSION = 22;

  private VectorSupport() {}

  /** Returns why the Vector API cannot be used, as the end of a sentence; empty if it can. */
  static Optional<String> obstacle() {
    int version = Runtime.version().feature();
    if (version < FIRST_VERSION) {
      return Optional.of(
          "this is Java " + version + " and at least " + FIRST_VERSION + " is needed");
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
   * @throws CdmaaException if not; the message gives the reason
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
   * Creates the arithmetic that uses the Vector API.
   *
   * @throws CdmaaException if it is not available; the message gives the reason
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
