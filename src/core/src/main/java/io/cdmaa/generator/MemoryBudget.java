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
import io.cdmaa.transform.Frame;
import io.cdmaa.transform.Survival;
import io.cdmaa.transform.TransformMemory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the gradient sessions of a group within a memory limit: first by searching fewer photos at
 * the same time, then by using plain convolution algorithms, then by processing fewer domains at a
 * time in the generator that needs most memory. Fewer domains at a time give the same gradient, but
 * take longer, because what the domains share is recomputed in every pass.
 *
 * <p>The memory of a session is estimated from the shapes in its graph, with constants chosen to
 * overestimate.
 *
 * @param bytes of resident memory
 */
public record MemoryBudget(long bytes) {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);

  /** The process without a session: Java, ND4J, ONNX Runtime, and what folding leaves behind. */
  static final long PROCESS = 600L << 20;

  /** Weights are in memory once, and in up to four more forms while a session opens. */
  private static final double PER_WEIGHT = 5;

  /** The arena keeps freed blocks that fit no later value, and operators need scratch memory. */
  private static final double PER_INTERMEDIATE = 1.4;

  /** Tiles are several times the size of their source, and vary in size. */
  private static final double PER_INTERMEDIATE_WITH_TILES = 2.5;

  /** A session in bf16 keeps values of half the size, and those at its ends in float32. */
  private static final double WITH_BFLOAT16 = 1.7;

  /**
   * Validates the limit.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public MemoryBudget {
    if (bytes <= 0) {
      throw new IllegalArgumentException("a budget of " + bytes + " bytes");
    }
  }

  /**
   * The configuration that fits.
   *
   * @param generators with as many domains per pass as fit
   * @param wide the generators for searching several photos at the same time
   * @param photos how many photos are searched at the same time
   * @param tuning how algorithms are chosen
   * @param notes one sentence per concession made to save memory
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
   * The requirements that sessions are opened for.
   *
   * @param gradients which gradients they compute, except for query-only generators
   * @param loss the loss that they compute
   * @param tuning the requested choice of algorithms
   * @param photos how many photos are to be searched at the same time
   * @param batched whether these share sessions
   * @param survive the transforms of each search
   * @param bfloat16 whether each session has another one beside it, in bf16
   */
  public record Demand(
      Gradients gradients,
      Loss loss,
      Tuning tuning,
      int photos,
      boolean batched,
      Survival survive,
      boolean bfloat16) {
    /** Returns the requirements for one photo and the gradient of the default loss. */
    static Demand usual(Tuning tuning) {
      return new Demand(Gradients.WEIGHTED, Loss.mse(), tuning, 1, false, Survival.NONE, false);
    }
  }

  /**
   * Fits a group into the limit.
   *
   * @param manifests of the generators, in the same order
   * @param generators with all domains in one pass if their exports allow it
   * @param demand the requirements
   * @param cache stores folded graphs
   * @throws CdmaaException if the group does not fit even with one domain at a time
   */
  public Fitted fit(
      List<Manifest> manifests, List<Generator> generators, Demand demand, GraphCache cache) {
    Tuning tuning = demand.tuning();
    for (int photos = demand.photos(); photos > 1; photos /= 2) {
      List<Generator> wide = demand.batched() ? wide(manifests, demand, cache, photos) : generators;
      long each = total(estimates(wide, demand, tuning == Tuning.PLAIN)) - PROCESS;
      long beside = transforms(generators, demand) * photos;
      if (PROCESS + each * (demand.batched() ? 1 : photos) + beside <= bytes) {
        return new Fitted(generators, wide, photos, tuning, fewerPhotos(demand, photos));
      }
    }
    long left = bytes - transforms(generators, demand);
    List<Long> needs = estimates(generators, demand, true);
    // The rules never need less memory, so their weights are not even built if plain ones do not
    // fit.
    if (tuning != Tuning.PLAIN
        && total(needs) <= left
        && total(estimates(generators, demand, false)) <= left) {
      return new Fitted(generators, generators, 1, tuning, fewerPhotos(demand, 1));
    }
    List<Generator> fitted = new ArrayList<>(generators);
    Map<Manifest, GeneratorModel> models = new HashMap<>();
    List<String> notes = new ArrayList<>(fewerPhotos(demand, 1));
    if (tuning != Tuning.PLAIN) {
      notes.add("to save memory all convolutions use the plain algorithm, which is slower");
    }
    while (total(needs) > left) {
      int largest = largestDivisible(fitted, needs);
      Generator before = fitted.get(largest);
      // A model may be divided many times, but its file is read only once.
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

  /**
   * Estimates the bytes of one search's transforms, for a photo of the largest generator's size.
   */
  static long transforms(List<Generator> generators, Demand demand) {
    if (demand.survive().isPlain()) {
      return 0;
    }
    Frame frame =
        generators.stream()
            .map(g -> Frame.whole(3, g.image().height(), g.image().width()))
            .max(Comparator.comparingInt(f -> f.height() * f.width()))
            .orElseThrow();
    int rows =
        demand.gradients() == Gradients.PER_DOMAIN
            ? generators.stream().mapToInt(g -> g.domains().size()).sum()
            : generators.size();
    return (long) (PER_INTERMEDIATE * TransformMemory.sessionBytes(demand.survive(), frame))
        + TransformMemory.gradientBytes(demand.survive(), frame, rows);
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
   * Estimates the bytes of a generator's session for a photo of the generator's own size.
   *
   * @param plain whether convolutions keep the plain algorithm instead of following the rules
   */
  static long estimate(Generator generator, Demand demand, boolean plain) {
    ConvAlgorithms algorithms = plain ? ConvAlgorithms.plain() : ConvAlgorithms.byRules();
    PhotoShape photo = new PhotoShape(3, generator.image().height(), generator.image().width());
    Gradients gradients = generator.queryOnly() ? Gradients.NONE : demand.gradients();
    Graph graph =
        ObjectiveSessions.graph(generator, photo, gradients, demand.loss(), algorithms, false);
    Cost cost = Cost.of(OrtGraphOptimizer.withStaticTypes(graph));
    double perIntermediate = plain ? PER_INTERMEDIATE : PER_INTERMEDIATE_WITH_TILES;
    double sessions = demand.bfloat16() ? WITH_BFLOAT16 : 1;
    long bytes =
        (long) (sessions * (PER_WEIGHT * cost.weightBytes() + perIntermediate * cost.peakBytes()));
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
