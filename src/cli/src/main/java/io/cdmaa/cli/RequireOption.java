package io.cdmaa.cli;

import io.cdmaa.protection.Requirement;
import java.util.OptionalDouble;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What has to be achieved for the exit code to be 0. */
final class RequireOption {
  @Option(
      names = "--require",
      paramLabel = "RATE",
      description =
          "Least share of a photo's fakes that has to be broken, 0 to 1: with less, the photo is"
              + " weak and the exit code 3. Without it a photo is weak while any fake is not"
              + " broken, and the exit code 3 only if none is.")
  private Double rate;

  /**
   * The requirement.
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

  /** Whether one is asked for. */
  boolean given() {
    return rate != null;
  }
}
