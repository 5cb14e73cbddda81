package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class JobOptionsTest {
  private static JobOptions parsed(String... more) {
    JobOptions options = new JobOptions();
    CommandLine line = options.commandLine();
    List<String> words =
        new ArrayList<>(List.of("--models", "m", "--output", "o", "--verdicts", "v"));
    words.addAll(List.of(more));
    line.parseArgs(words.toArray(String[]::new));
    options.check(line);
    return options;
  }

  @Test
  void photosAreNamedByPathsOrByATable() {
    assertThat(parsed("--photos", "a", "--photos", "b").photos()).containsExactly("a", "b");
    assertThat(parsed("--table", "t.csv").table()).isEqualTo("t.csv");
    assertThatThrownBy(() -> parsed("--photos", "a", "--table", "t.csv"))
        .isInstanceOf(ParameterException.class)
        .hasMessage("--photos and --table exclude each other; leave one out");
    assertThatThrownBy(() -> parsed())
        .isInstanceOf(ParameterException.class)
        .hasMessage("Name the photos with --photos or --table");
  }

  @Test
  void valuesOutOfRangeAreRefusedWithoutACluster() {
    assertThatThrownBy(() -> parsed("--photos", "a", "--iterations", "0"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--iterations is 0; it must be from 1");
    assertThatThrownBy(() -> parsed("--photos", "a", "--threads", "-1"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--threads");
  }

  @Test
  void theHelpNamesTheDefaultsOfTheJob() {
    String help = new JobOptions().commandLine().getUsageMessage().replaceAll("\\s+", " ");
    assertThat(help)
        .contains("Threads of each photo. Default: spark.task.cpus, which is 1.")
        .contains("Default: plain.")
        .doesNotContain("nd4j");
    assertThat(parsed("--photos", "a", "--threads", "2", "--arithmetic", "plain").protector())
        .isNotNull();
  }
}
