package io.cdmaa;

import io.cdmaa.transform.Transform;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a protected photo does to the generators, and what it costs to look at.
 *
 * @param threshold the L from which on a fake counts as broken
 * @param generators one entry per generator, in order
 * @param quality how far the two photos differ
 * @param transformed what the photo still does after transforms that were asked for: both photos
 *     are transformed by real codecs and image operators, and their fakes compared, in this order
 */
public record Verdict(
    double threshold,
    List<GeneratorVerdict> generators,
    Difference quality,
    Map<Transform, Verdict> transformed) {
  /**
   * One domain.
   *
   * @param name the domain's name
   * @param loss L: mean squared difference of the two fakes, over all elements, in [-1,1] units
   * @param broken whether L reaches the threshold
   * @param maskedLoss masked L: the same over those pixels only where the fake of the unprotected
   *     photo differs from the photo by more than 0.5 in the sum of its channels (CMUA-Watermark's
   *     measure); empty if it differs nowhere
   */
  public record DomainVerdict(
      String name, double loss, boolean broken, OptionalDouble maskedLoss) {}

  /**
   * One generator.
   *
   * @param name the generator's name
   * @param domains one entry per domain, in order
   */
  public record GeneratorVerdict(String name, List<DomainVerdict> domains) {
    /** Copies the list. */
    public GeneratorVerdict {
      domains = List.copyOf(domains);
    }

    /** Average L over the domains. */
    public double averageLoss() {
      return domains.stream().mapToDouble(DomainVerdict::loss).average().orElse(0);
    }

    /** Average masked L over those domains that have one; empty if none has. */
    public OptionalDouble averageMaskedLoss() {
      return domains.stream().flatMapToDouble(d -> d.maskedLoss().stream()).average();
    }

    /** Share of domains that are broken, 0 to 1. */
    public double attackRate() {
      return domains.stream().mapToDouble(d -> d.broken() ? 1 : 0).average().orElse(0);
    }
  }

  /**
   * How far the protected photo is from the original, over the whole photo.
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

  /** One on the photo as it is only. */
  public Verdict(double threshold, List<GeneratorVerdict> generators, Difference quality) {
    this(threshold, generators, quality, Map.of());
  }

  /** The same with what the photo does after transforms. */
  public Verdict with(Map<Transform, Verdict> afterwards) {
    return new Verdict(threshold, generators, quality, afterwards);
  }

  /**
   * What the photo still does after a transform.
   *
   * @param transform one that was asked for when the photo was evaluated
   * @throws IllegalArgumentException if it was not
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

  /** The mean over the generators of their average L. */
  public double averageLoss() {
    return generators.stream().mapToDouble(GeneratorVerdict::averageLoss).average().orElse(0);
  }

  /** Share of all generators' domains that are broken, 0 to 1. */
  public double attackRate() {
    return generators.stream()
        .flatMap(g -> g.domains().stream())
        .mapToDouble(d -> d.broken() ? 1 : 0)
        .average()
        .orElse(0);
  }

  /** The generator with the lowest average L. */
  public GeneratorVerdict weakest() {
    return generators.stream()
        .min(Comparator.comparingDouble(GeneratorVerdict::averageLoss))
        .orElseThrow();
  }
}
