package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.Defaults;
import io.cdmaa.Method;
import io.cdmaa.Strength;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.experiment.Experiment;
import io.cdmaa.experiment.ExperimentReader;
import io.cdmaa.experiment.Plan;
import io.cdmaa.protection.ProtectionPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Where nothing is chosen, the command line and an experiment file mean the same. */
class DefaultsTest {
  @Command(name = "attack")
  static final class Attack {
    @Mixin AttackOptions options;
  }

  private static ProtectionPlan commandLine(String... args) {
    Attack command = new Attack();
    CommandLine line = MethodOptions.complete(command);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.parseArgs(args);
    return command.options.plan(line.getCommandSpec());
  }

  private static Plan experiment(Path folder, String more) throws IOException {
    Path file = folder.resolve("e.yaml");
    Files.writeString(file, "version: 1\nphotos: [a]\ngenerators: [b]\n" + more);
    Experiment experiment = ExperimentReader.read(file);
    assertThat(experiment.threshold()).isEqualTo(Defaults.THRESHOLD);
    return experiment.settings().get(0).plan();
  }

  @Test
  void theCommandLineAndAnExperimentFileMeanTheDefaults(@TempDir Path folder) throws IOException {
    AttackSettings expected =
        MethodAlgorithms.settings(
            Method.THRESHOLD,
            AttackSettings.defaults()
                .withEpsilon(0.05)
                .withStepSize(0.01)
                .withIterations(50)
                .withThreshold(0.05)
                .withSeed(0));

    ProtectionPlan line = commandLine();
    assertThat(line.method()).isEqualTo(Method.THRESHOLD);
    assertThat(line.settings()).isEqualTo(expected);
    Plan file = experiment(folder, "");
    assertThat(file.method()).isEqualTo(Method.THRESHOLD);
    assertThat(file.settings()).isEqualTo(expected);
    assertThat(Defaults.METHOD).isEqualTo(Method.THRESHOLD);
    assertThat(Defaults.STRENGTH).isEqualTo(Strength.MEDIUM);
  }

  @Test
  void theSamePartsMeanTheSameMethod(@TempDir Path folder) throws IOException {
    String[] args = {
      "--method=cdmaa", "--attack=pgd", "--restarts=3", "--domains-by=mgda:l2", "--norm=l2"
    };
    String yaml =
        "fixed: {method: cdmaa, attack: pgd, restarts: 3, domains-by: 'mgda:l2', norm: l2}\n";
    ProtectionPlan line = commandLine(args);
    Plan file = experiment(folder, yaml);
    assertThat(line.method())
        .isEqualTo(file.method())
        .hasToString("cdmaa attack=pgd restarts=3 domains-by=mgda:l2 norm=l2");
    assertThat(line.settings()).isEqualTo(file.settings());
  }
}
