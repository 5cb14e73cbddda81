package io.cdmaa.cli;

import io.cdmaa.PhotoProtectorBuilder;
import io.cdmaa.runtime.GraphCache;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option for the cache of derived graphs. */
final class CacheOption {
  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Cache folder for derived gradient graphs, or off. Default: $XDG_CACHE_HOME/cdmaa or"
              + " ~/.cache/cdmaa.")
  private Path folder;

  /** Returns the chosen cache. */
  GraphCache cache() {
    if (folder != null && folder.toString().equalsIgnoreCase("off")) {
      return GraphCache.off();
    }
    return folder == null ? GraphCache.ofUser() : GraphCache.in(folder, GraphCache.DEFAULT_BYTES);
  }

  /** Sets the cache of a protector. */
  void configure(PhotoProtectorBuilder builder) {
    if (folder != null && folder.toString().equalsIgnoreCase("off")) {
      builder.withoutCache();
    } else if (folder != null) {
      builder.cache(folder);
    }
  }
}
