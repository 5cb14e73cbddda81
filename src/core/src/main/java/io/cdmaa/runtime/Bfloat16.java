package io.cdmaa.runtime;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Precision;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what computes in bf16 on a CPU, if it is wanted. */
final class Bfloat16 {
  private static final Logger LOG = LoggerFactory.getLogger(Bfloat16.class);

  /**
   * With more threads per search, float32 may be faster: a generator without domains has no rows to
   * divide among threads, and bf16 takes a third to a sixth of the processor time.
   */
  private static final int MOST_THREADS = 4;

  private Bfloat16() {}

  /**
   * Returns the provider for a precision; none if it is not wanted, or neither required nor of use.
   *
   * @param cuda whether sessions run on a GPU
   * @param threads of a search
   * @throws CdmaaException if it is required and does not work here; the message says why
   */
  static Optional<Bfloat16Provider> provider(Precision precision, boolean cuda, int threads) {
    return provider(precision, cuda, threads, Bfloat16::found);
  }

  /** The same, found elsewhere. */
  static Optional<Bfloat16Provider> provider(
      Precision precision, boolean cuda, int threads, Supplier<Optional<Bfloat16Provider>> found) {
    if (precision != Precision.BF16 && (precision != Precision.AUTO || cuda)) {
      return Optional.empty();
    }
    if (precision == Precision.AUTO && threads > MOST_THREADS) {
      LOG.info("Searching in float32 because it may be faster with {} threads.", threads);
      return Optional.empty();
    }
    Optional<Bfloat16Provider> provider = cuda ? Optional.empty() : found.get();
    Optional<String> obstacle =
        provider.isPresent()
            ? provider.get().obstacle()
            : Optional.of(
                cuda ? "it is for processors" : "the module cdmaa-bf16 is not on the class path");
    if (precision == Precision.BF16) {
      obstacle.ifPresent(
          why -> {
            throw new CdmaaException(
                ErrorReason.BF16_UNAVAILABLE,
                "bf16 cannot be used because " + why + "; compute in float32");
          });
      return provider;
    }
    Optional<String> why = obstacle.or(() -> provider.get().drawback());
    if (why.isEmpty()) {
      return provider;
    }
    LOG.info("Searching in float32 because {}.", why.get());
    return Optional.empty();
  }

  private static Optional<Bfloat16Provider> found() {
    try {
      return ServiceLoader.load(Bfloat16Provider.class, Bfloat16.class.getClassLoader())
          .findFirst();
    } catch (ServiceConfigurationError e) {
      LOG.warn("The module for bf16 does not load ({}).", e.toString());
      return Optional.empty();
    }
  }
}
