package io.cdmaa.mgda;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The arithmetic that aggregates gradients, by the name that users choose. All give the same
 * results up to rounding; benchmarks/README.md lists their costs.
 */
public enum Arithmetic {
  /** ND4J, or plain Java if ND4J is missing or does not load: nothing is measured. */
  ND4J {
    @Override
    public Supplier<GradientArithmetic> supplier() {
      return StandardArithmetic::create;
    }

    @Override
    public Arithmetic available() {
      return StandardArithmetic.isProvided() ? this : PLAIN;
    }
  },
  /** Plain Java. */
  PLAIN {
    @Override
    public Supplier<GradientArithmetic> supplier() {
      return PlainArithmetic::new;
    }
  },
  /** The Vector API, if available. */
  VECTOR {
    @Override
    public Supplier<GradientArithmetic> supplier() {
      VectorSupport.require();
      return VectorSupport::create;
    }
  },
  /**
   * For each operation the fastest available one of these, measured when it is first needed at a
   * size. Results differ by rounding if the choice differs.
   */
  FASTEST {
    @Override
    public Supplier<GradientArithmetic> supplier() {
      // In the background, while generators are loaded, which takes longer.
      CompletableFuture<Void> warm =
          CompletableFuture.runAsync(() -> new WarmUp(candidates()).run());
      MeasuredChoices choices = new MeasuredChoices(warm, System::nanoTime);
      return () -> new FastestArithmetic(candidates(), choices);
    }
  };

  /**
   * Returns a supplier of arithmetics, one per attack; they share their measurements.
   *
   * @throws CdmaaException if this kind is not available; the message gives the reason
   */
  public abstract Supplier<GradientArithmetic> supplier();

  /**
   * Returns the arithmetic that is used if this one is asked for: this one, or plain Java in place
   * of ND4J if that is not on the class path.
   */
  public Arithmetic available() {
    return this;
  }

  /**
   * Returns the default: ND4J with generators on the CPU, whose passes take so long that it costs
   * far below 1 %; the fastest with those on a GPU, whose passes take milliseconds.
   */
  public static Arithmetic usual(boolean gpu) {
    return gpu ? FASTEST : ND4J;
  }

  /**
   * Returns the arithmetic with a name.
   *
   * @param name as {@link #label} writes it, in any case
   * @throws CdmaaException if there is none; the message lists all
   */
  public static Arithmetic named(String name) {
    return Arrays.stream(values())
        .filter(arithmetic -> arithmetic.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new CdmaaException(
                    ErrorReason.SETTING,
                    "There is no arithmetic '"
                        + name
                        + "'; choose one of "
                        + Arrays.stream(values())
                            .map(Arithmetic::label)
                            .collect(Collectors.joining(", "))));
  }

  /** Returns the name as users write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the candidates for the fastest, with the default first. */
  static List<GradientArithmetic> candidates() {
    List<GradientArithmetic> candidates = new ArrayList<>();
    candidates.add(StandardArithmetic.create());
    if (!(candidates.get(0) instanceof PlainArithmetic)) {
      candidates.add(new PlainArithmetic());
    }
    if (VectorSupport.obstacle().isEmpty()) {
      candidates.add(VectorSupport.create());
    }
    return candidates;
  }
}
