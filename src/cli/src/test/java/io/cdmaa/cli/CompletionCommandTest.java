package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bash completes commands, options and values by the script. */
class CompletionCommandTest {
  @TempDir static Path folder;

  @BeforeAll
  static void write() throws Exception {
    Console console =
        new Console(System.out, System.err, false, Optional.empty(), new Interruption());
    Files.writeString(folder.resolve("cdmaa.bash"), CompletionCommand.script(console));
  }

  @Test
  void bashCompletesCommands() throws Exception {
    assertThat(completions("cdmaa", "pro")).containsExactly("protect");
    assertThat(completions("cdmaa", "model", "ver")).containsExactly("verify");
  }

  @Test
  void bashCompletesOptions() throws Exception {
    assertThat(completions("cdmaa", "protect", "--eps")).containsExactly("--epsilon");
  }

  @ParameterizedTest
  @CsvSource({
    "--strength, hi, high",
    "--device, cu, cuda",
    "--tune, fa, fast",
    "--attack, mi, mifgsm",
    "--models-by, sta, static",
    "--best, weak, weakest"
  })
  void bashCompletesTheValuesOfTheOption(String option, String begun, String value)
      throws Exception {
    assertThat(completions("cdmaa", "protect", option, begun)).containsExactly(value);
  }

  /** What bash offers for the last of these words. */
  private static List<String> completions(String... words) throws Exception {
    String quoted = "'" + String.join("' '", words) + "'";
    String program =
        String.join(
            "\n",
            "compopt() { :; }", // works on a terminal only
            "source cdmaa.bash",
            "set -- $(complete -p cdmaa)",
            "COMP_WORDS=(" + quoted + ")",
            "COMP_CWORD=" + (words.length - 1),
            "COMP_LINE=\"${COMP_WORDS[*]}\"",
            "COMP_POINT=${#COMP_LINE}",
            "while [ $# -gt 1 ] && [ \"$1\" != -F ]; do shift; done",
            "\"$2\" cdmaa \"${COMP_WORDS[COMP_CWORD]}\"",
            "printf '%s\\n' \"${COMPREPLY[@]}\"");
    Process bash =
        new ProcessBuilder("bash", "--norc", "-c", program)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .toList();
    } finally {
      bash.destroyForcibly();
    }
  }
}
