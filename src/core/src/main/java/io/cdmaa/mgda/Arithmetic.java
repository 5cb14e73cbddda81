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
 * What gradients are combined with, as users name it. All give the same results up to rounding;
 * what they cost is in benchmarks/README.md.
 */
public enum Arithmetic {
  /** ND4J, or plain Java where ND4J is not there or does not load: nothing is measured. */
  ND4J {
    @Override
    public Supplier<GradientArithmetic> supplier() {
      return StandardArithmetic::create;
    }
  },
  /** Plain Java. */
  PLAIN {
    @Override
    public Supplier<GradientArithmetic> supplier() {
      return PlainArithmetic::new;
    }
  },
  /** The Vector API, where there is one. */
  VECTOR {
    @Override
    public Supplier<GradientArithmetic> supplier() {
      VectorSupport.require();
      return VectorSupport::create;
    }
  },
  /**
   * Each operation by whichever of these is there and fastest at it, measured when it is first
   * needed at a size. Results differ by rounding where another choice falls.
   */
  FASTEST {
    @Override
    public Supplier<GradientArithmetic> supplier() {
      // While generators are loaded, which takes longer.
      CompletableFuture<Void> warm =
          CompletableFuture.runAsync(() -> new WarmUp(candidates()).run());
      MeasuredChoices choices = new MeasuredChoices(warm, System::nanoTime);
      return () -> new FastestArithmetic(candidates(), choices);
    }
  };

  /**
   * Makes arithmetics, one per attack. What one of them measures, all of them know.
   *
   * @throws CdmaaException if there is none of this kind here; the message says why
   */
  public abstract Supplier<GradientArithmetic> supplier();

  /**
   * What is used where nobody asks for another: ND4J beside generators on a processor, whose passes
   * take so long that it costs far below 1 %; beside those on a GPU, which take milliseconds, the
   * fastest.
   */
  public static Arithmetic usual(boolean gpu) {
    return gpu ? FASTEST : ND4J;
  }

  /**
   * The arithmetic of a name.
   *
   * @param name as {@link #label} writes it, in any case
   * @throws CdmaaException if there is none; the message names all
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

  /** The name as users write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the fastest is chosen from: the usual one first. */
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
