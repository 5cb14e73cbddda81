package io.cdmaa.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cdmaa.Verdict;
import io.cdmaa.image.Photo;
import io.cdmaa.image.Quality;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The record of one finished trial in {@code trials.jsonl}.
 *
 * @param key digest of what the trial depends on, see {@link Trial#key}
 * @param setting the setting's name at the time of the run, informative only
 * @param photo the photo's name at the time of the run, informative only
 * @param file the protected photo, relative to the output folder; it may have been deleted since
 * @param fileSha256 its digest when it was evaluated
 * @param seconds from the decoded photo to the rounded one, with sessions open
 * @param gradientEvaluations how often losses and gradients were computed
 * @param lossEvaluations how often only losses were computed, in addition
 * @param ending why the search ended
 * @param maxLevelChange largest change of any channel, in levels of 255
 * @param psnr in dB over the whole photo; infinite for equal photos
 * @param ssim over the whole photo
 * @param visibility other measures over the whole photo; null in older records
 * @param generators losses on the written file, decoded again
 * @param after losses after each requested transform, by its text, in order
 */
public record TrialRecord(
    String key,
    String setting,
    String photo,
    String file,
    String fileSha256,
    double seconds,
    int gradientEvaluations,
    int lossEvaluations,
    String ending,
    double maxLevelChange,
    double psnr,
    double ssim,
    @JsonInclude(JsonInclude.Include.NON_NULL) Visibility visibility,
    List<GeneratorLosses> generators,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, List<GeneratorLosses>> after) {
  /** Copies the collections, keeping their order; older records have no transforms. */
  public TrialRecord {
    generators = List.copyOf(generators);
    after = after == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(after));
  }

  /**
   * How visible the change is.
   *
   * @param multiScaleSsim see {@link Quality#multiScaleSsim}; NaN for photos that are too small
   * @param colourDifference see {@link Quality#colourDifference}
   */
  public record Visibility(double multiScaleSsim, double colourDifference) {
    static Visibility of(Photo original, Photo changed) {
      boolean large = Math.min(original.width(), original.height()) >= Quality.MULTI_SCALE_SIDE;
      return new Visibility(
          large ? Quality.multiScaleSsim(original.pixels(), changed.pixels()) : Double.NaN,
          Quality.colourDifference(original.pixels(), changed.pixels()));
    }
  }

  /** Returns the multi-scale SSIM, or NaN. */
  double multiScaleSsim() {
    return visibility == null ? Double.NaN : visibility.multiScaleSsim();
  }

  /** Returns the CIEDE2000 difference, or NaN. */
  double colourDifference() {
    return visibility == null ? Double.NaN : visibility.colourDifference();
  }

  /** Returns a copy whose losses are those after a transform. */
  TrialRecord after(String transform) {
    return new TrialRecord(
        key,
        setting,
        photo,
        file,
        fileSha256,
        seconds,
        gradientEvaluations,
        lossEvaluations,
        ending,
        maxLevelChange,
        psnr,
        ssim,
        visibility,
        after.get(transform),
        Map.of());
  }

  /**
   * The losses of one generator on the protected photo.
   *
   * @param name the generator's name
   * @param domains one entry per domain, in order
   */
  public record GeneratorLosses(String name, List<DomainLoss> domains) {
    /** Copies the list. */
    public GeneratorLosses {
      domains = List.copyOf(domains);
    }

    /** Returns the mean over the domains. */
    double mean() {
      return domains.stream().mapToDouble(DomainLoss::loss).average().orElse(0);
    }

    /** Returns the mean masked L over the domains that have one; empty if none has. */
    OptionalDouble maskedMean() {
      return domains.stream()
          .filter(d -> d.masked() != null)
          .mapToDouble(DomainLoss::masked)
          .average();
    }

    /** Returns how many domains reach a threshold. */
    long broken(double threshold) {
      return domains.stream().filter(d -> d.loss() >= threshold).count();
    }

    /** Returns the share of domains that reach a threshold, 0 to 1. */
    double rate(double threshold) {
      return domains.isEmpty() ? 0 : (double) broken(threshold) / domains.size();
    }
  }

  /**
   * One domain.
   *
   * @param name the domain's name
   * @param loss L, the mean squared difference of the two fakes on [-1, 1]
   * @param masked masked L, over the pixels where the fake differs from the photo; null if there
   *     are none
   * @param metrics the experiment's other metrics by their labels; null in records of earlier
   *     versions
   */
  public record DomainLoss(String name, double loss, Double masked, Map<String, Double> metrics) {
    /** Copies the map. */
    public DomainLoss {
      metrics = metrics == null ? Map.of() : Map.copyOf(metrics);
    }
  }

  /**
   * Returns the losses of a verdict.
   *
   * @param metrics by generator and domain; empty if there are none
   */
  static List<GeneratorLosses> losses(Verdict verdict, List<List<Map<String, Double>>> metrics) {
    List<GeneratorLosses> all = new ArrayList<>();
    for (Verdict.GeneratorVerdict generator : verdict.generators()) {
      List<DomainLoss> losses = new ArrayList<>();
      for (Verdict.DomainVerdict domain : generator.domains()) {
        Map<String, Double> own =
            metrics.isEmpty() ? Map.of() : metrics.get(all.size()).get(losses.size());
        OptionalDouble masked = domain.maskedLoss();
        losses.add(
            new DomainLoss(
                domain.name(),
                domain.loss(),
                masked.isPresent() ? (Double) masked.getAsDouble() : null,
                own));
      }
      all.add(new GeneratorLosses(generator.name(), losses));
    }
    return all;
  }

  /** Returns the losses after each transform of a verdict, by the transform's text. */
  static Map<String, List<GeneratorLosses>> after(Verdict verdict) {
    Map<String, List<GeneratorLosses>> after = new LinkedHashMap<>();
    verdict
        .transformed()
        .forEach((transform, own) -> after.put(transform.text(), losses(own, List.of())));
    return after;
  }
}
