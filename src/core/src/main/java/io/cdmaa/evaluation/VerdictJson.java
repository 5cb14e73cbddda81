package io.cdmaa.evaluation;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cdmaa.Verdict;
import io.cdmaa.Verdict.DomainVerdict;
import io.cdmaa.Verdict.GeneratorVerdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A verdict as JSON for other programs. Values that are missing (the attack rate where no generator
 * was run) or not finite (the PSNR of equal photos) are null.
 *
 * @param after the verdicts after transforms by the transform's text, left out if there are none
 */
public record VerdictJson(
    double threshold,
    Double attackRate,
    Double maxLevelChange,
    Double psnr,
    Double ssim,
    List<GeneratorJson> generators,
    @JsonInclude(NON_EMPTY) Map<String, VerdictJson> after) {

  /** The verdict of one generator. */
  public record GeneratorJson(
      String name,
      Double averageLoss,
      Double averageMaskedLoss,
      double attackRate,
      List<DomainJson> domains) {
    private static GeneratorJson of(GeneratorVerdict generator) {
      return new GeneratorJson(
          generator.name(),
          finite(generator.averageLoss()),
          finite(generator.averageMaskedLoss().orElse(Double.NaN)),
          generator.attackRate(),
          generator.domains().stream().map(DomainJson::of).toList());
    }
  }

  /** The verdict of one domain of a generator. */
  public record DomainJson(String name, Double loss, Double maskedLoss, boolean broken) {
    private static DomainJson of(DomainVerdict domain) {
      return new DomainJson(
          domain.name(),
          finite(domain.loss()),
          finite(domain.maskedLoss().orElse(Double.NaN)),
          domain.broken());
    }
  }

  /** Returns a verdict with those after transforms. */
  public static VerdictJson of(Verdict verdict) {
    Map<String, VerdictJson> after = new LinkedHashMap<>();
    verdict.transformed().forEach((transform, own) -> after.put(transform.text(), of(own)));
    return new VerdictJson(
        verdict.threshold(),
        verdict.generators().isEmpty() ? null : verdict.attackRate(),
        finite(verdict.quality().maxLevelChange()),
        finite(verdict.quality().psnr()),
        finite(verdict.quality().ssim()),
        verdict.generators().stream().map(GeneratorJson::of).toList(),
        after);
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
