package io.cdmaa.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cdmaa.Outcome;
import io.cdmaa.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * A verdict as clients receive it.
 *
 * @param outcome protected, weak, ineffective or unchanged
 * @param threshold the L from which a fake counts as broken
 * @param attackRate share of the fakes that are broken
 * @param maxLevelChange largest change of any channel, in levels of 255
 * @param psnr in dB; null for equal photos
 * @param ssim 1 for equal photos
 * @param generators one entry per generator
 * @param after the verdicts after transforms of the photo
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record VerdictView(
    String outcome,
    double threshold,
    double attackRate,
    double maxLevelChange,
    Double psnr,
    double ssim,
    List<GeneratorView> generators,
    List<AfterView> after) {
  /**
   * The verdict on one generator.
   *
   * @param fake number of the first domain's pair of fakes; the others follow
   */
  record GeneratorView(
      String name, double averageLoss, double attackRate, int fake, List<DomainView> domains) {}

  /** The verdict on one domain. */
  record DomainView(String name, double loss, boolean broken) {}

  /** The verdict after a transform. */
  record AfterView(
      String transform, double attackRate, double averageLoss, List<GeneratorView> generators) {}

  static VerdictView of(Verdict verdict, Outcome outcome) {
    double psnr = verdict.quality().psnr();
    return new VerdictView(
        outcome.label(),
        verdict.threshold(),
        verdict.attackRate(),
        verdict.quality().maxLevelChange(),
        Double.isFinite(psnr) ? psnr : null,
        verdict.quality().ssim(),
        generators(verdict),
        verdict.transformed().entrySet().stream()
            .map(
                e ->
                    new AfterView(
                        e.getKey().text(),
                        e.getValue().attackRate(),
                        e.getValue().averageLoss(),
                        generators(e.getValue())))
            .toList());
  }

  private static List<GeneratorView> generators(Verdict verdict) {
    List<GeneratorView> views = new ArrayList<>();
    int fake = 0;
    for (Verdict.GeneratorVerdict generator : verdict.generators()) {
      views.add(
          new GeneratorView(
              generator.name(),
              generator.averageLoss(),
              generator.attackRate(),
              fake,
              generator.domains().stream()
                  .map(d -> new DomainView(d.name(), d.loss(), d.broken()))
                  .toList()));
      fake += generator.domains().size();
    }
    return views;
  }
}
