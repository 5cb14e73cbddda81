package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.runtime.GraphCache;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes generators out of manifests. */
public final class GeneratorLoader {
  private static final Logger LOG = LoggerFactory.getLogger(GeneratorLoader.class);

  private GeneratorLoader() {}

  /**
   * All generators behind the paths; see {@link ModelLocator#find}.
   *
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static List<Generator> load(List<Path> paths) {
    List<Generator> generators =
        ModelLocator.find(paths).stream().map(GeneratorLoader::load).toList();
    for (Generator generator : generators) {
      generator
          .assumptions()
          .forEach(a -> LOG.info("{}: {}; say otherwise in a manifest.", generator.name(), a));
    }
    return generators;
  }

  /**
   * One generator, without a cache; see {@link #load(Manifest, GraphCache)}.
   *
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static Generator load(Manifest manifest) {
    return load(manifest, Loss.mse(), GraphCache.off());
  }

  /**
   * One generator with the inner tensor that a latent loss compares, without a cache.
   *
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static Generator load(Manifest manifest, Loss loss) {
    return load(manifest, loss, GraphCache.off());
  }

  /**
   * One generator for the default loss.
   *
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static Generator load(Manifest manifest, GraphCache cache) {
    return load(manifest, Loss.mse(), cache);
  }

  /**
   * One generator, folded for as many domains at a time as its export allows.
   *
   * @param manifest what is said of it
   * @param loss what the attack raises; a latent one wants an inner tensor kept
   * @param cache where folded graphs are kept
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static Generator load(Manifest manifest, Loss loss, GraphCache cache) {
    return load(manifest, loss, cache, Integer.MAX_VALUE, 1);
  }

  /**
   * The same for several photos in one pass. One that cannot be folded for so many rows, does not
   * keep them apart, or has a gradient graph of its own, takes one photo at a time.
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
   * The same with a bound on the domains of one pass.
   *
   * @param most domains of a photo, at least 1; they are shared out evenly over the passes that it
   *     takes
   * @param photos of one pass, at least 1
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  static Generator load(Manifest manifest, Loss loss, GraphCache cache, int most, int photos) {
    return GeneratorModel.read(manifest, loss, cache).prepared(most, photos);
  }
}
