package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.photo;
import static io.cdmaa.cli.CommandLineFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.cli.CommandLineFixture.Outcome;
import io.cdmaa.testkit.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every command of the documents does what they say, in their order, as they stand but for names of
 * files, which become files of a temporary folder, and the number of iterations.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DocumentedCommandsTest {
  private static final Pattern BLOCK = Pattern.compile("```\\n(.*?)```", Pattern.DOTALL);

  /**
   * Commands that other tests and {@code .ci/run} run, as they build, take long or need a shell.
   */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "mvn -B verify",
          "tools/cdmaa demo",
          "tools/cdmaa serve --models bundled",
          "tools/cdmaa cluster --workers 2 --photos holiday --models bundled -o protected"
              + " --verdicts verdicts",
          "source <(tools/cdmaa completion)",
          "tools/cdmaa experiment benchmarks/experiments/table4.yaml -o table4");

  /** Words of the documents that stay as they are: commands, options' values and what we ship. */
  private static final Set<String> LITERAL =
      Set.of("bundled", "onnx", "posting", "benchmarks/experiments/table4.yaml");

  private static final Set<String> COMMANDS =
      Set.of(
          "protect",
          "learn",
          "evaluate",
          "help",
          "model",
          "add",
          "verify",
          "list",
          "show",
          "inspect",
          "check",
          "experiment",
          "differentiate",
          "plot");

  @TempDir Path folder;

  private static List<String> commands(String document) throws IOException {
    List<String> found = new ArrayList<>();
    for (MatchResult block :
        BLOCK.matcher(Files.readString(Checkout.root().resolve(document))).results().toList()) {
      block
          .group(1)
          .lines()
          .map(line -> line.replaceFirst("\\s+#.*", "").strip())
          .filter(line -> line.startsWith("tools/cdmaa") || line.startsWith("mvn"))
          .forEach(found::add);
    }
    return found;
  }

  private Object argument(String word, boolean naming) {
    return word.startsWith("-") || LITERAL.contains(word) || naming ? word : folder.resolve(word);
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "src/cli/OPTIONS.md", "onnx/README.md"})
  void everyCommandWorksAsItStands(String document) throws IOException {
    photo(folder.resolve("photo.jpg"), 40, 40, 1);
    photo(Files.createDirectory(folder.resolve("holiday")).resolve("beach.png"), 40, 40, 2);
    photo(Files.createDirectory(folder.resolve("portraits")).resolve("one.png"), 40, 40, 3);
    TinyModels.conditional(folder.resolve("generator.onnx"));
    TinyModels.conditional(Files.createDirectory(folder.resolve("my")).resolve("generator.onnx"));
    List<String> commands = commands(document);
    assertThat(commands).isNotEmpty();
    for (String command : commands) {
      if (ELSEWHERE.contains(command)) {
        continue;
      }
      List<Object> words = new ArrayList<>();
      boolean naming = true;
      for (String word : command.substring("tools/cdmaa ".length()).split("\\s+", -1)) {
        naming = naming && COMMANDS.contains(word);
        words.add(argument(word, naming));
      }
      if (words.get(0).equals("protect") && !command.contains("--iterations")) {
        words.add("--iterations=1");
      } else if (words.get(0).equals("learn")) {
        words.add("--epochs=1");
      }
      words.replaceAll(word -> word.equals("--iterations=15") ? "--iterations=1" : word);
      Outcome outcome = run(new Interruption(), Optional.of(Checkout.root()), words.toArray());
      // 3 says that nothing is broken, as one step on these models and photos may well do.
      assertThat(outcome.code()).as(command + "\n" + outcome.err()).isIn(0, 3);
    }
  }
}
