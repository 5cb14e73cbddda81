package io.cdmaa;

import io.cdmaa.transform.Transform;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The effect of a protected photo on the generators, and how much the photo changed.
 *
 * @param threshold the L from which a fake counts as broken
 * @param generators one entry per generator, in order
 * @param quality the difference between the two photos
 * @param transformed the verdicts after the requested transforms, in order: both photos are
 *     transformed by real codecs and image operators, and their fakes compared
 */
public record Verdict(
    double threshold,
    List<GeneratorVerdict> generators,
    Difference quality,
    Map<Transform, Verdict> transformed) {
  /**
   * The verdict on one domain.
   *
   * @param name the domain's name
   * @param loss L: mean squared difference of the two fakes over all elements, on [-1, 1]
   * @param broken whether L reaches the threshold
   * @param maskedLoss masked L: the same over only those pixels where the fake of the unprotected
   *     photo differs from the photo by more than 0.5 in the sum of its channels (CMUA-Watermark's
   *     measure); empty if there are no such pixels
   */
  public record DomainVerdict(
      String name, double loss, boolean broken, OptionalDouble maskedLoss) {}

  /**
   * The verdict on one generator.
   *
   * @param name the generator's name
   * @param domains one entry per domain, in order
   */
  public record GeneratorVerdict(String name, List<DomainVerdict> domains) {
    /** Copies the list. */
    public GeneratorVerdict {
      domains = List.copyOf(domains);
    }

    /** Returns the mean L over the domains. */
    public double averageLoss() {
      return domains.stream().mapToDouble(DomainVerdict::loss).average().orElse(0);
    }

    /** Returns the mean masked L over the domains that have one; empty if none has. */
    public OptionalDouble averageMaskedLoss() {
      return domains.stream().flatMapToDouble(d -> d.maskedLoss().stream()).average();
    }

    /** Returns the share of domains that are broken, 0 to 1. */
    public double attackRate() {
      return domains.stream().mapToDouble(d -> d.broken() ? 1 : 0).average().orElse(0);
    }
  }

  /**
   * The difference between the protected photo and the original, over the whole photo.
   *
   * @param maxLevelChange largest change of any channel, in levels of 255
   * @param psnr in dB; infinite for equal photos
   * @param ssim 1 for equal photos
   */
  public record Difference(double maxLevelChange, double psnr, double ssim) {}

  /** Copies the collections, keeping their order. */
  public Verdict {
    generators = List.copyOf(generators);
    transformed = Collections.unmodifiableMap(new LinkedHashMap<>(transformed));
  }

  /** Creates a verdict without transforms. */
  public Verdict(double threshold, List<GeneratorVerdict> generators, Difference quality) {
    this(threshold, generators, quality, Map.of());
  }

  /** Returns a copy with the given verdicts after transforms. */
  public Verdict with(Map<Transform, Verdict> afterwards) {
    return new Verdict(threshold, generators, quality, afterwards);
  }

  /**
   * Returns the verdict after a transform.
   *
   * @param transform one of those that were requested for the evaluation
   * @throws IllegalArgumentException if it was not requested
   */
  public Verdict after(Transform transform) {
    Verdict verdict = transformed.get(transform);
    if (verdict == null) {
      throw new IllegalArgumentException(
          "the photo was not evaluated after "
              + transform.text()
              + ", only after "
              + transformed.keySet().stream().map(Transform::text).toList());
    }
    return verdict;
  }

  /** Returns the mean over the generators of their average L. */
  public double averageLoss() {
    return generators.stream().mapToDouble(GeneratorVerdict::averageLoss).average().orElse(0);
  }

  /** Returns the share of all generators' domains that are broken, 0 to 1. */
  public double attackRate() {
    return generators.stream()
        .flatMap(g -> g.domains().stream())
        .mapToDouble(d -> d.broken() ? 1 : 0)
        .average()
        .orElse(0);
  }

  /** Returns the generator with the lowest average L. */
  public GeneratorVerdict weakest() {
    return generators.stream()
        .min(Comparator.comparingDouble(GeneratorVerdict::averageLoss))
        .orElseThrow();
  }
}
