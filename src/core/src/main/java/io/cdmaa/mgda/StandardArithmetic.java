package io.cdmaa.mgda;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The default arithmetic of attacks: that of the first {@link ArithmeticProvider} on the class
 * path, or plain Java if there is none or, with a warning that gives the reason, if it does not
 * load. All give the same results up to rounding; benchmarks/README.md lists their costs.
 */
public final class StandardArithmetic {
  private static final Logger LOG = LoggerFactory.getLogger(StandardArithmetic.class);

  private StandardArithmetic() {}

  /** Creates an arithmetic for one attack. */
  public static GradientArithmetic create() {
    return create(providers());
  }

  /** Returns whether the class path has a provider; does not load its native libraries. */
  static boolean isProvided() {
    return providers().stream().findAny().isPresent();
  }

  private static ServiceLoader<ArithmeticProvider> providers() {
    // By the loader of this class: the thread's context class loader may not see this library.
    return ServiceLoader.load(ArithmeticProvider.class, StandardArithmetic.class.getClassLoader());
  }

  /**
   * Returns the first provider's arithmetic, or the plain one if there is no provider or its
   * arithmetic cannot be created.
   */
  static GradientArithmetic create(Iterable<ArithmeticProvider> providers) {
    String name = "the arithmetic of another jar";
    try {
      Iterator<ArithmeticProvider> found = providers.iterator();
      if (found.hasNext()) {
        ArithmeticProvider provider = found.next();
        name = provider.name();
        return provider.create();
      }
    } catch (LinkageError | ServiceConfigurationError | RuntimeException e) {
      LOG.warn(
          "Gradients are combined in plain Java because {} does not load ({}).",
          name,
          e.toString());
    }
    return new PlainArithmetic();
  }
}
