package io.cdmaa.cli;

import io.cdmaa.runtime.GraphCache;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Where derived graphs are kept. */
final class CacheOption {
  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Where derived gradient graphs are kept for the next start, or off. Default:"
              + " $XDG_CACHE_HOME/cdmaa or ~/.cache/cdmaa.")
  private String folder;

  /** The cache that is asked for. */
  GraphCache cache() {
    if (folder != null && folder.toLowerCase(Locale.ROOT).equals("off")) {
      return GraphCache.off();
    }
    return folder == null
        ? GraphCache.ofUser()
        : GraphCache.in(Path.of(folder), GraphCache.DEFAULT_BYTES);
  }
}
