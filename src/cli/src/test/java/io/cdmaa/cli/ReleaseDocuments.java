package io.cdmaa.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes the documents of a release that follow from the commands: man pages and the completion
 * script. The build starts it; it lives beside the tests because picocli's generator of man pages
 * is no part of the product.
 */
public final class ReleaseDocuments {
  private ReleaseDocuments() {}

  /**
   * Writes {@code cdmaa.bash} and, for each command, a page in {@code asciidoc/}.
   *
   * @param args the folder to write to
   */
  public static void main(String[] args) throws IOException {
    write(Path.of(args[0]));
  }

  static void write(Path folder) throws IOException {
    Console console =
        new Console(System.out, System.err, false, Optional.empty(), new Interruption());
    CommandLine line = Main.commandLine(console);
    Path pages = Files.createDirectories(folder.resolve("asciidoc"));
    Files.writeString(folder.resolve("cdmaa.bash"), CompletionCommand.script(console));
    int code =
        ManPageGenerator.generateManPage(
            pages.toFile(), null, new boolean[0], false, line.getCommandSpec());
    if (code != 0) {
      throw new IOException("The man pages were not written; picocli's exit code is " + code);
    }
  }
}
