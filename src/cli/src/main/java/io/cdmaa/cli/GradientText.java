package io.cdmaa.cli;

import io.cdmaa.generator.GradientCheck;
import java.util.Locale;

/** What a check of a gradient found, in words. */
final class GradientText {
  private GradientText() {}

  /** Returns a clause that follows "the gradient". */
  static String clause(GradientCheck.Outcome found) {
    if (found.agrees()) {
      return (found.estimated()
              ? "is a straight-through estimate of a quantised model, and is to be trusted as such"
              : "is to be trusted")
          + directions(found);
    }
    if (found.lossesAgree()) {
      return "disagrees with the losses of single conditions; do not use it, and report the model"
          + directions(found);
    }
    return String.format(
        Locale.ROOT,
        "is not to be trusted: computed for several conditions at a time, a loss differs by %.2g"
            + " of its value from that of the condition alone; do not use it, and report the model",
        found.lossError());
  }

  private static String directions(GradientCheck.Outcome found) {
    return String.format(
        Locale.ROOT,
        " (largest error %.2g of its norm over %s)",
        found.error(),
        Counts.of(found.directions().size(), "direction"));
  }
}
