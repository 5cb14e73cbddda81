package io.cdmaa.mgda;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The arithmetic of attacks that are not given another: the first that an {@link
 * ArithmeticProvider} on the class path offers, and plain Java where there is none, or, with one
 * sentence that says why, where it does not load. All give the same results up to rounding; what
 * they cost is in benchmarks/README.md.
 */
public final class StandardArithmetic {
  private static final Logger LOG = LoggerFactory.getLogger(StandardArithmetic.class);

  private StandardArithmetic() {}

  /** A new one, for one attack. */
  public static GradientArithmetic create() {
    // By the loader of this class: the thread's own may know nothing of this library.
    return create(
        ServiceLoader.load(ArithmeticProvider.class, StandardArithmetic.class.getClassLoader()));
  }

  /** That of the first provider, or the plain one if there is none or it cannot be made. */
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
          "Gradients are combined in plain Java, as {} does not load here ({}).",
          name,
          e.toString());
    }
    return new PlainArithmetic();
  }
}
