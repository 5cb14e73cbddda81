package io.cdmaa.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cdmaa.io.Json;
import io.cdmaa.universal.Learner;
import io.cdmaa.universal.PerturbationHeader.GeneratorEffect;
import io.cdmaa.universal.PerturbationHeader.HeldOut;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Prints the result of learning a perturbation.
 *
 * @param output the file that was written
 */
record LearntLines(Console console, OutputOptions print, Path output) {
  /** The JSON output on the result. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Line(
      String status, String output, String sha256, int photos, int steps, HeldOut heldOut) {}

  /**
   * Prints the result.
   *
   * @param worked false if it was there already
   */
  void tell(Learner.Learnt learnt, boolean worked) {
    HeldOut heldOut = learnt.header().heldOut();
    if (print.json()) {
      console
          .out()
          .println(
              Json.line(
                  new Line(
                      worked ? "learnt" : "skipped",
                      output.toString(),
                      learnt.sha256(),
                      learnt.header().photos(),
                      learnt.header().steps(),
                      heldOut)));
    }
    if (!print.human()) {
      return;
    }
    console
        .out()
        .printf(
            Locale.ROOT,
            worked
                ? "%s: learnt on %s%n"
                : "%s: the result of the same run on %s is there already%n",
            output,
            Counts.of(learnt.header().photos(), "photo"));
    if (heldOut == null) {
      console.out().println("  no photo was held out, so its effect is unknown");
      return;
    }
    console
        .out()
        .printf(
            Locale.ROOT,
            "  alone, on %s held out: attack rate %.0f %%%n",
            Counts.of(heldOut.photos(), "photo"),
            100 * heldOut.attackRate());
    for (GeneratorEffect effect : heldOut.generators()) {
      console
          .out()
          .printf(
              Locale.ROOT,
              "  %s: L %.4f, attack rate %.0f %%%n",
              effect.name(),
              effect.averageLoss(),
              100 * effect.attackRate());
    }
  }
}
