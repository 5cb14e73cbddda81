package io.cdmaa.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The shipped table says what the rules do. */
class OperatorTableTest {
  private static final Path SOURCE =
      Path.of("src/core/src/main/resources/io/cdmaa/autodiff", OperatorTable.RESOURCE);

  private static final String COMMAND = "mvn test -Dtest=OperatorTableTest -Dcdmaa.regenerate=true";

  @Test
  void theTableIsUpToDate() throws IOException {
    String table = OperatorTable.markdown(GradientRules.standard());
    if (Boolean.getBoolean("cdmaa.regenerate")) {
      Files.writeString(SOURCE, table);
    }
    assertThat(Files.readString(SOURCE))
        .as("the table of operators is stale; regenerate it by: " + COMMAND)
        .isEqualTo(table);
  }

  @Test
  void theTableShips() {
    assertThat(OperatorTable.shipped()).contains("| Conv | X, W, B |");
  }

  @Test
  void everyRowHasAllColumns() {
    assertThat(OperatorTable.markdown(GradientRules.standard()).lines())
        .filteredOn(line -> line.startsWith("|"))
        .allMatch(line -> line.chars().filter(c -> c == '|').count() == 6)
        .hasSizeGreaterThan(100);
  }
}
