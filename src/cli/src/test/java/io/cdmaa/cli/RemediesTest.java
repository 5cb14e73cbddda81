package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.ErrorReason;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The command line's words for remedies name options that exist. */
class RemediesTest {
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*|(?<= \\()-[a-z]\\b");

  private static final Set<String> KNOWN = new TreeSet<>();

  static {
    Console console =
        new Console(System.out, System.err, false, Optional.empty(), new Interruption());
    collect(Main.commandLine(console).getCommandSpec());
  }

  private static void collect(CommandSpec spec) {
    spec.options().forEach(option -> KNOWN.addAll(Set.of(option.names())));
    spec.subcommands().values().stream().map(CommandLine::getCommandSpec).forEach(s -> collect(s));
  }

  @ParameterizedTest
  @EnumSource(ErrorReason.class)
  void everyOptionOfARemedyExists(ErrorReason reason) {
    Stream<String> named = OPTION.matcher(Remedies.of(reason)).results().map(m -> m.group());
    assertThat(named.toList()).isSubsetOf(KNOWN);
  }

  @Test
  void aRemedyEndsTheSentenceOfItsError() {
    assertThat(Remedies.of(ErrorReason.MASK_MISSING)).isEqualTo(" (--mask)");
    assertThat(Remedies.of(ErrorReason.MODEL)).isEmpty();
  }
}
