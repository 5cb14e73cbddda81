package io.cdmaa.generator;

import io.cdmaa.runtime.GraphCache;
import java.util.List;

/**
 * Tests whether a generator's output depends on the photo. If it does not, the gradient is zero,
 * and a photo cannot be protected against the generator.
 */
public final class Reaction {
  private static final byte REACTS = 1;
  private static final int ONE_DOMAIN = 1;
  private static final int ONE_PHOTO = 1;

  private Reaction() {}

  /**
   * Tests a generator in passes of one photo under one condition, unless the result is cached.
   *
   * @param manifest the generator's manifest
   * @param generator the generator
   * @param cache stores the result
   */
  public static boolean of(Manifest manifest, Generator generator, GraphCache cache) {
    byte[] known =
        cache.get(
            List.of("reacts", generator.digest()),
            () -> new byte[] {tried(manifest, generator, cache) ? REACTS : 0});
    return known.length == 1 && known[0] == REACTS;
  }

  private static boolean tried(Manifest manifest, Generator generator, GraphCache cache) {
    Generator narrow =
        generator.rows() == 1
            ? generator
            : GeneratorLoader.load(
                manifest.withoutGradient(), Loss.mse(), cache, ONE_DOMAIN, ONE_PHOTO);
    return narrow.domains().stream()
        .map(domain -> new BatchProbe(narrow.image(), List.of(domain)))
        .anyMatch(probe -> probe.reacts(narrow.graph()));
  }
}
