package io.cdmaa.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.testkit.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime keeps no record of its user, even where no launcher has set a variable. */
class TelemetryTest {
  /** The variables that say for ONNX Runtime that nobody is watched here. */
  private static final List<String> SUPPRESSING =
      List.of(
          Telemetry.VARIABLE,
          "CI",
          "TF_BUILD",
          "GITHUB_ACTIONS",
          "GITLAB_CI",
          "CIRCLECI",
          "TRAVIS",
          "JENKINS_URL",
          "CODEBUILD_BUILD_ID",
          "BUILDKITE",
          "TEAMCITY_VERSION",
          "APPVEYOR",
          "BITBUCKET_BUILD_NUMBER",
          "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI",
          "ORT_RUNNING_UNIT_TESTS");

  @Test
  void startingItWritesNoDeviceId(@TempDir Path home) throws Exception {
    ChildProcess java =
        ChildProcess.java(SessionsTest.Starts.class, home, List.of())
            .with("HOME", home.toString())
            .with("XDG_CACHE_HOME", home.resolve("cache").toString());
    for (String variable : SUPPRESSING) {
      java = java.without(variable);
    }
    ChildProcess.Finished finished = java.run(Duration.ofMinutes(1));
    assertThat(finished.succeeded()).as(finished.output()).isTrue();
    assertThat(finished.output()).contains("started").doesNotContain(Telemetry.VARIABLE);
    try (Stream<Path> left = Files.walk(home)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }
}
