package io.cdmaa.cli;

import io.cdmaa.protection.Requirement;
import java.util.OptionalDouble;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The option for the requirement that photos have to meet for exit code 0. */
final class RequireOption {
  @Option(
      names = "--require",
      paramLabel = "RATE",
      description =
          "Minimum share of a photo's fakes that must be broken, 0 to 1: below it, the photo is"
              + " weak and the exit code is 3. Without it, a photo is weak if any fake is not"
              + " broken, and the exit code is 3 only if none is.")
  private Double rate;

  /**
   * Returns the requirement.
   *
   * @throws picocli.CommandLine.ParameterException if it is out of range
   */
  Requirement requirement(CommandSpec spec) {
    if (rate == null) {
      return Requirement.DEFAULT;
    }
    AttackOptions.require(spec, rate >= 0 && rate <= 1, "--require", rate, "from 0 to 1");
    return new Requirement(OptionalDouble.of(rate));
  }

  /** Returns whether a requirement is given. */
  boolean given() {
    return rate != null;
  }
}
