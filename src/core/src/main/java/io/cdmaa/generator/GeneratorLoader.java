package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.runtime.GraphCache;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads generators from manifests. */
public final class GeneratorLoader {
  private static final Logger LOG = LoggerFactory.getLogger(GeneratorLoader.class);

  private GeneratorLoader() {}

  /**
   * Loads all generators found under the paths; see {@link ModelLocator#find}.
   *
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static List<Generator> load(List<Path> paths) {
    List<Generator> generators =
        ModelLocator.find(paths).stream().map(GeneratorLoader::load).toList();
    for (Generator generator : generators) {
      generator
          .assumptions()
          .forEach(
              a ->
                  LOG.info(
                      "{}: {}; if that is wrong, correct it in a manifest.", generator.name(), a));
    }
    return generators;
  }

  /**
   * Loads one generator without a cache; see {@link #load(Manifest, GraphCache)}.
   *
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static Generator load(Manifest manifest) {
    return load(manifest, Loss.mse(), GraphCache.off());
  }

  /**
   * Loads one generator without a cache, keeping the inner tensor that a latent loss compares.
   *
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static Generator load(Manifest manifest, Loss loss) {
    return load(manifest, loss, GraphCache.off());
  }

  /**
   * Loads one generator for the default loss.
   *
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static Generator load(Manifest manifest, GraphCache cache) {
    return load(manifest, Loss.mse(), cache);
  }

  /**
   * Loads one generator, folded for as many domains at a time as its export allows.
   *
   * @param manifest the generator's manifest
   * @param loss the loss to maximise; a latent loss needs an inner tensor
   * @param cache stores folded graphs
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static Generator load(Manifest manifest, Loss loss, GraphCache cache) {
    return load(manifest, loss, cache, Integer.MAX_VALUE, 1);
  }

  /**
   * Loads one generator for several photos per pass. A generator that cannot be folded for that
   * many rows, mixes them, or has its own gradient graph processes one photo at a time.
   *
   * @param photos at least 1
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static Generator forPhotos(Manifest manifest, Loss loss, GraphCache cache, int photos) {
    try {
      Generator wide = load(manifest, loss, cache, Integer.MAX_VALUE, photos);
      if (wide.photos() == photos) {
        return wide;
      }
    } catch (CdmaaException e) {
      LOG.info("One photo at a time: {}", e.getMessage());
    }
    return load(manifest, loss, cache);
  }

  /**
   * Loads one generator with a limit on the domains per pass.
   *
   * @param most the limit on the domains of a photo per pass, at least 1; domains are divided
   *     evenly among the passes
   * @param photos the number of photos per pass, at least 1
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  static Generator load(Manifest manifest, Loss loss, GraphCache cache, int most, int photos) {
    return GeneratorModel.read(manifest, loss, cache).prepared(most, photos);
  }
}
