package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.optimize.ConvAlgorithms;
import io.cdmaa.optimize.Cost;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.Processor;
import io.cdmaa.runtime.Tuning;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the gradient sessions of a group within an amount of memory: first by searching fewer
 * photos at the same time, then by plain algorithms, then by taking fewer domains at a time of the
 * generator that needs most. Fewer domains at a time give the same gradient, only later, as what
 * the domains share is computed once per pass.
 *
 * <p>What a session holds is estimated from the shapes of its graph, by constants that are meant to
 * err on the side of too much.
 *
 * @param bytes of resident memory
 */
public record MemoryBudget(long bytes) {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);

  /** The process without a session: Java, ND4J, ONNX Runtime, and what folding leaves behind. */
  static final long PROCESS = 600L << 20;

  /** Weights are in memory once, and while a session opens in up to four more forms. */
  private static final double PER_WEIGHT = 5;

  /** The arena keeps freed blocks that no later value fits, and operators need scratch memory. */
  private static final double PER_INTERMEDIATE = 1.4;

  /** Tiles are several times as large as what they are cut from, and of many sizes. */
  private static final double PER_INTERMEDIATE_WITH_TILES = 2.5;

  /** Checks that there is any. */
  public MemoryBudget {
    if (bytes <= 0) {
      throw new IllegalArgumentException("a budget of " + bytes + " bytes");
    }
  }

  /**
   * What fits.
   *
   * @param generators with as many domains per pass as fit
   * @param wide the generators with which several photos are searched at the same time
   * @param photos how many
   * @param tuning how algorithms are chosen
   * @param notes sentences on what was given up
   */
  public record Fitted(
      List<Generator> generators,
      List<Generator> wide,
      int photos,
      Tuning tuning,
      List<String> notes) {
    /** Copies the lists. */
    public Fitted {
      generators = List.copyOf(generators);
      wide = List.copyOf(wide);
      notes = List.copyOf(notes);
    }
  }

  /**
   * What sessions are opened for.
   *
   * @param gradients what they tell of generators that may be asked for more than fakes
   * @param loss what they measure
   * @param tuning how algorithms are chosen, as asked for
   * @param photos how many are to be searched at the same time
   * @param batched whether these share sessions
   */
  public record Demand(Gradients gradients, Loss loss, Tuning tuning, int photos, boolean batched) {
    /** The gradient of the default loss. */
    static Demand usual(Tuning tuning) {
      return new Demand(Gradients.WEIGHTED, Loss.mse(), tuning, 1, false);
    }
  }

  /**
   * Fits a group in.
   *
   * @param manifests where the generators came from, in the same order
   * @param generators with all domains in one pass where their exports allow it
   * @param demand what is asked of them
   * @param cache where folded graphs are kept
   * @throws CdmaaException if they do not fit with one domain at a time either
   */
  public Fitted fit(
      List<Manifest> manifests, List<Generator> generators, Demand demand, GraphCache cache) {
    Tuning tuning = demand.tuning();
    for (int photos = demand.photos(); photos > 1; photos /= 2) {
      List<Generator> wide = demand.batched() ? wide(manifests, demand, cache, photos) : generators;
      long each = total(estimates(wide, demand, tuning == Tuning.PLAIN)) - PROCESS;
      if (PROCESS + each * (demand.batched() ? 1 : photos) <= bytes) {
        return new Fitted(generators, wide, photos, tuning, fewerPhotos(demand, photos));
      }
    }
    List<Long> needs = estimates(generators, demand, true);
    // The rules never need less; their weights are not even made where plain ones are too much.
    if (tuning != Tuning.PLAIN
        && total(needs) <= bytes
        && total(estimates(generators, demand, false)) <= bytes) {
      return new Fitted(generators, generators, 1, tuning, fewerPhotos(demand, 1));
    }
    List<Generator> fitted = new ArrayList<>(generators);
    Map<Manifest, GeneratorModel> models = new HashMap<>();
    List<String> notes = new ArrayList<>(fewerPhotos(demand, 1));
    if (tuning != Tuning.PLAIN) {
      notes.add("to save memory every convolution runs as it stands, which is slower");
    }
    while (total(needs) > bytes) {
      int largest = largestDivisible(fitted, needs);
      Generator before = fitted.get(largest);
      // One may be divided many times; its file is read once.
      Generator smaller =
          models
              .computeIfAbsent(
                  manifests.get(largest), m -> GeneratorModel.read(m, demand.loss(), cache))
              .prepared(before.batch() - 1, 1);
      fitted.set(largest, smaller);
      needs.set(largest, estimate(smaller, demand, true));
    }
    for (Generator g : fitted) {
      if (g.batch() < generators.get(fitted.indexOf(g)).batch()) {
        notes.add(
            "to save memory "
                + g.name()
                + " takes "
                + g.batch()
                + " of its "
                + g.domains().size()
                + " domains at a time");
      }
    }
    return new Fitted(fitted, fitted, 1, Tuning.PLAIN, notes);
  }

  private static List<Generator> wide(
      List<Manifest> manifests, Demand demand, GraphCache cache, int photos) {
    return manifests.stream()
        .map(manifest -> GeneratorLoader.forPhotos(manifest, demand.loss(), cache, photos))
        .toList();
  }

  private static List<String> fewerPhotos(Demand demand, int photos) {
    return photos == demand.photos()
        ? List.of()
        : List.of(
            "to save memory "
                + (photos == 1
                    ? "photos are searched one by one"
                    : photos + " photos are searched at a time")
                + " instead of "
                + demand.photos()
                + " at a time");
  }

  private int largestDivisible(List<Generator> generators, List<Long> needs) {
    int largest = -1;
    for (int j = 0; j < needs.size(); j++) {
      boolean divisible = generators.get(j).batch() > 1;
      if (divisible && (largest < 0 || needs.get(j) > needs.get(largest))) {
        largest = j;
      }
    }
    if (largest < 0) {
      throw new CdmaaException(
          ErrorReason.MEMORY,
          String.format(
              Locale.ROOT,
              "The generators need about %d MiB even with one domain at a time, more than the"
                  + " budget of %d MiB; give more or name fewer generators",
              total(needs) >> 20,
              bytes >> 20));
    }
    return largest;
  }

  private static long total(List<Long> needs) {
    return PROCESS + needs.stream().mapToLong(Long::longValue).sum();
  }

  private static List<Long> estimates(List<Generator> generators, Demand demand, boolean plain) {
    List<Long> needs = new ArrayList<>();
    generators.forEach(g -> needs.add(estimate(g, demand, plain)));
    return needs;
  }

  /**
   * Bytes of a generator's session for a photo of the generator's own size.
   *
   * @param plain whether convolutions run as they stand, or else by the rules
   */
  static long estimate(Generator generator, Demand demand, boolean plain) {
    ConvAlgorithms algorithms = plain ? ConvAlgorithms.plain() : ConvAlgorithms.byRules();
    PhotoShape photo = new PhotoShape(3, generator.image().height(), generator.image().width());
    Gradients gradients = generator.queryOnly() ? Gradients.NONE : demand.gradients();
    Graph graph =
        ObjectiveSessions.graph(generator, photo, gradients, demand.loss(), algorithms, false);
    Cost cost = Cost.of(OrtGraphOptimizer.withStaticTypes(graph));
    double perIntermediate = plain ? PER_INTERMEDIATE : PER_INTERMEDIATE_WITH_TILES;
    long bytes = (long) (PER_WEIGHT * cost.weightBytes() + perIntermediate * cost.peakBytes());
    LOG.debug(
        "{}, {} domains at a time, {} of {} photos: weights {} MiB, intermediates {} MiB; needs {}"
            + " MiB; most so far {} MiB.",
        generator.name(),
        generator.batch(),
        generator.photos(),
        demand.photos(),
        cost.weightBytes() >> 20,
        cost.peakBytes() >> 20,
        bytes >> 20,
        Processor.peakResidentBytes() >> 20);
    return bytes;
  }
}
