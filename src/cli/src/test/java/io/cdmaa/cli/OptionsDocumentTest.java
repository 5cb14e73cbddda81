package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.MethodOption;
import io.cdmaa.MethodSyntax;
import io.cdmaa.testkit.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The table of options is what the command line defines. {@code -Dcdmaa.documents=write} writes it
 * into the document.
 */
class OptionsDocumentTest {
  private static final String BEGIN = "<!-- options: begin -->\n";
  private static final String END = "<!-- options: end -->\n";

  private static String table() {
    Console console =
        new Console(System.out, System.err, false, Optional.empty(), new Interruption());
    CommandSpec protect =
        Main.commandLine(console).getSubcommands().get("protect").getCommandSpec();
    List<String> parts = MethodSyntax.options().stream().map(MethodOption::key).toList();
    return "| option | meaning |\n|---|---|\n"
        + protect.options().stream()
            .filter(option -> !parts.contains(option.longestName().substring(2)))
            .filter(
                option -> parts.stream().noneMatch(p -> names(option).contains("`--" + p + "`")))
            .map(option -> "| " + names(option) + " | " + meaning(option) + " |\n")
            .collect(Collectors.joining());
  }

  private static String names(OptionSpec option) {
    String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
    return List.of(option.names()).stream()
        .map(name -> "`" + name + "`")
        .collect(Collectors.joining(", "))
        .replaceFirst("`$", label + "`");
  }

  private static String meaning(OptionSpec option) {
    return String.join(" ", option.description()).replace("|", "\\|").strip();
  }

  @Test
  void theTableOfOptionsIsThatOfTheCommandLine() throws IOException {
    Path document = Checkout.root().resolve("src/cli/OPTIONS.md");
    String text = Files.readString(document);
    int from = text.indexOf(BEGIN) + BEGIN.length();
    int to = text.indexOf(END);
    assertThat(from).isLessThan(to + 1).isGreaterThan(BEGIN.length());
    if ("write".equals(System.getProperty("cdmaa.documents"))) {
      Files.writeString(document, text.substring(0, from) + table() + text.substring(to));
      return;
    }
    assertThat(text.substring(from, to)).isEqualTo(table());
  }
}
