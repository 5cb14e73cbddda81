package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.Defaults;
import io.cdmaa.MethodOption;
import io.cdmaa.MethodSyntax;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Help, completion and the table in the documentation are those of the one table of parts. */
class MethodReferenceTest {
  /** Between these lines the file holds the table; -Dcdmaa.documents=write renews it. */
  @Test
  void theDocumentedTableIsThatOfTheCode() throws Exception {
    Path document = Path.of("src/cli/OPTIONS.md");
    String text = Files.readString(document);
    String begin = "<!-- parts of a method: begin -->\n";
    String end = "<!-- parts of a method: end -->";
    assertThat(text).contains(begin, end);
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf(end);
    String table = MethodReference.markdown().strip();
    if ("write".equals(System.getProperty("cdmaa.documents"))) {
      Files.writeString(document, text.substring(0, from) + table + "\n" + text.substring(to));
      return;
    }
    assertThat(text.substring(from, to).strip()).isEqualTo(table);
  }

  @ParameterizedTest
  @ValueSource(strings = {"protect", "demo"})
  void everyPartIsAnOptionWithItsValues(String command) {
    Console console =
        new Console(System.out, System.err, false, Optional.empty(), new Interruption());
    CommandSpec spec = Main.commandLine(console).getSubcommands().get(command).getCommandSpec();
    for (MethodOption<?> part : MethodSyntax.options()) {
      OptionSpec option = spec.findOption("--" + part.key());
      assertThat(option).as(part.key()).isNotNull();
      part.aliases().forEach(alias -> assertThat(spec.findOption("--" + alias)).isEqualTo(option));
      List<String> candidates = new ArrayList<>();
      option.completionCandidates().forEach(candidates::add);
      assertThat(candidates).isEqualTo(part.names());
      String help = spec.commandLine().getUsageMessage();
      assertThat(help).contains("--" + part.key() + "=");
      part.names().forEach(name -> assertThat(option.description()[0]).contains(name));
    }
    assertThat(spec.findOption("--method").description()[0])
        .contains("Default: " + MethodSyntax.print(Defaults.METHOD));
  }
}
