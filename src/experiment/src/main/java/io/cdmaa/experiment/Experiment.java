package io.cdmaa.experiment;

import io.cdmaa.evaluation.Metric;
import io.cdmaa.evaluation.MetricKind;
import io.cdmaa.transform.Transform;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The content of an experiment file.
 *
 * @param file the file
 * @param title the title of the tables
 * @param photos the photos
 * @param generators ONNX files, manifests or folders; one group, attacked together
 * @param crop the region that the generators process: {@code centre}, {@code whole} or {@code
 *     x,y,w,h}
 * @param threshold L from which a fake counts as broken, in (0, 4]
 * @param settings the columns of the grid, at least one, with distinct names
 * @param compare the pairs of settings that are tested against each other
 * @param metrics measures of the fakes beside L, at most one of each kind
 * @param figures how many photos are shown in the grids of fakes, 0 or more
 * @param keep which protected photos are kept in the output folder
 * @param after transforms after which every protected photo is evaluated as well
 */
public record Experiment(
    Path file,
    String title,
    PhotoChoice photos,
    List<Path> generators,
    String crop,
    double threshold,
    List<Setting> settings,
    Comparison compare,
    List<Metric> metrics,
    int figures,
    Keep keep,
    List<Transform> after) {
  /** Copies the lists. */
  public Experiment {
    metrics = List.copyOf(metrics);
    generators = List.copyOf(generators);
    settings = List.copyOf(settings);
    after = List.copyOf(after);
  }

  /** Which protected photos are kept in the output folder. */
  public enum Keep {
    /** Those shown in the grids of fakes. */
    FIGURES,
    /** All. */
    ALL
  }

  /**
   * The photos of an experiment.
   *
   * @param paths photos and folders of photos
   * @param from name of the first file to use, in the order of the names; empty for the first
   * @param limit maximum number of photos; 0 for all
   * @param labels the attribute file (CelebA's format) with the photos' source attributes
   * @param masks the folder with one mask per photo, of the photo's name and size
   */
  public record PhotoChoice(
      List<Path> paths, String from, int limit, Optional<Path> labels, Optional<Path> masks) {
    /** Copies the list. */
    public PhotoChoice {
      paths = List.copyOf(paths);
    }
  }

  /**
   * The pairs of settings that are tested against each other.
   *
   * @param key pairs that differ in this key and no other; empty for those that differ in any one
   *     key
   * @param all every pair, whatever it differs in
   */
  public record Comparison(String key, boolean all) {
    /** Returns whether two settings are to be compared. */
    boolean includes(Setting a, Setting b) {
      List<String> keys = a.differences(b);
      return all || (keys.size() == 1 && (key.isEmpty() || keys.contains(key)));
    }
  }

  /** Returns a copy with the given photos. */
  public Experiment withPhotos(List<Path> paths) {
    return withChoice(
        new PhotoChoice(paths, photos.from(), photos.limit(), photos.labels(), photos.masks()));
  }

  /** Returns a copy limited to the given number of photos. */
  public Experiment withLimit(int limit) {
    return withChoice(
        new PhotoChoice(photos.paths(), photos.from(), limit, photos.labels(), photos.masks()));
  }

  /** Returns a copy with the given attribute file. */
  public Experiment withLabels(Path attributes) {
    return withChoice(
        new PhotoChoice(
            photos.paths(),
            photos.from(),
            photos.limit(),
            Optional.of(attributes),
            photos.masks()));
  }

  /** Returns whether the metrics include a kind. */
  boolean measures(MetricKind kind) {
    return metrics.stream().anyMatch(metric -> metric.kind() == kind);
  }

  /** Returns a copy with the given metrics. */
  public Experiment withMetrics(List<Metric> other) {
    return new Experiment(
        file,
        title,
        photos,
        generators,
        crop,
        threshold,
        settings,
        compare,
        other,
        figures,
        keep,
        after);
  }

  /** Returns a copy with the given generators. */
  public Experiment withGenerators(List<Path> paths) {
    return copy(photos, paths);
  }

  private Experiment withChoice(PhotoChoice choice) {
    return copy(choice, generators);
  }

  private Experiment copy(PhotoChoice choice, List<Path> group) {
    return new Experiment(
        file, title, choice, group, crop, threshold, settings, compare, metrics, figures, keep,
        after);
  }
}
