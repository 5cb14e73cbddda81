package io.cdmaa.mgda;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The arithmetic of attacks that are not given another: ND4J, and plain Java where ND4J's native
 * libraries do not load, with one sentence that says why. Both give the same results up to
 * rounding; what they cost is in benchmarks/README.md.
 */
public final class StandardArithmetic {
  private static final Logger LOG = LoggerFactory.getLogger(StandardArithmetic.class);

  private StandardArithmetic() {}

  /** A new one, for one attack. */
  public static GradientArithmetic create() {
    return orPlain(Nd4jArithmetic::new);
  }

  /** The preferred arithmetic, or the plain one if it cannot be made. */
  static GradientArithmetic orPlain(Supplier<GradientArithmetic> preferred) {
    try {
      return preferred.get();
    } catch (LinkageError | RuntimeException e) {
      LOG.warn(
          "Gradients are combined in plain Java, as ND4J does not load here ({}); it is shipped for"
              + " x86-64 Linux.",
          e.toString());
      return new PlainArithmetic();
    }
  }
}
