package io.cdmaa.experiment;

import io.cdmaa.CdmaaException;
import io.cdmaa.Defaults;
import io.cdmaa.evaluation.Metric;
import io.cdmaa.experiment.Experiment.Comparison;
import io.cdmaa.experiment.Experiment.Keep;
import io.cdmaa.experiment.Experiment.PhotoChoice;
import io.cdmaa.transform.Transform;
import io.cdmaa.transform.TransformList;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads experiment files (YAML, version 1). Errors name the place and the cause.
 *
 * <pre>
 * version: 1
 * title: Regularisation
 * photos: [portraits]        # photos or folders, relative to this file
 * from: portrait-004.png     # the first to use, by name; optional
 * limit: 20                  # maximum number; optional
 * labels: portraits/list_attr_celeba.txt   # optional
 * generators: [../../onnx]   # ONNX files, manifests or folders
 * crop: centre               # or whole, face, or x,y,w,h; optional
 * threshold: 0.05            # optional
 * fixed: {method: cdmaa, iterations: 10}    # all else is as in io.cdmaa.Defaults
 * grid: {regularisation: [none, l2, log, penalty]}   # or a list of such grids
 * settings: [{name: mine, models-by: uniform}]          # additional single settings; optional
 * compare: regularisation    # a key, or all; optional
 * metrics: [gmsd, lpips=lpips.onnx]   # beside L; also identity=FILE and fid=FILE; optional
 * figures: 2                 # photos shown in the grids of fakes; optional
 * keep: figures              # or all: which protected photos are kept; optional
 * after: usual               # transforms after which photos are evaluated as well; optional
 * </pre>
 */
public final class ExperimentReader {
  private static final List<String> KEYS =
      List.of(
          "version",
          "title",
          "photos",
          "from",
          "limit",
          "labels",
          "masks",
          "generators",
          "crop",
          "threshold",
          "fixed",
          "grid",
          "settings",
          "compare",
          "metrics",
          "figures",
          "keep",
          "after");

  private static final int VERSION = 1;
  private static final int FIGURES = 2;

  private final YamlView root;
  private final Map<String, YamlView> entries;

  private ExperimentReader(Path file) {
    this.root = YamlView.read(file);
    this.entries = root.mapping(KEYS);
  }

  /**
   * Reads a file.
   *
   * @throws CdmaaException naming line and column, the cause and the remedy
   */
  public static Experiment read(Path file) {
    return read(file, Optional.empty());
  }

  /**
   * Reads a file.
   *
   * @param start the universal perturbation to use instead of those that settings name
   * @throws CdmaaException naming line and column, the cause and the remedy
   */
  public static Experiment read(Path file, Optional<Path> start) {
    return new ExperimentReader(file).experiment(file, start);
  }

  private Experiment experiment(Path file, Optional<Path> start) {
    if (required("version", "1").integer(1, Integer.MAX_VALUE) != VERSION) {
      throw entries.get("version").wrong("this tool reads 'version: 1'");
    }
    double threshold = get("threshold").map(v -> v.number(0, 4)).orElse(Defaults.THRESHOLD);
    List<Setting> settings = new SettingsReader(root, entries, threshold, start).settings();
    String stem = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    return new Experiment(
        file,
        get("title").map(YamlView::text).orElse(stem),
        new PhotoChoice(
            paths("photos", "[photos]"),
            get("from").map(YamlView::text).orElse(""),
            get("limit").map(v -> v.integer(1, Integer.MAX_VALUE)).orElse(0),
            get("labels").map(YamlView::path),
            masks(settings)),
        paths("generators", "[../onnx]"),
        get("crop").map(ExperimentReader::crop).orElse("centre"),
        threshold,
        settings,
        comparison(settings),
        metrics(),
        get("figures").map(v -> v.integer(0, 1000)).orElse(FIGURES),
        get("keep")
            .map(v -> v.oneOf(List.of("figures", "all")))
            .map(word -> Keep.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(Keep.FIGURES),
        get("after").map(ExperimentReader::after).orElse(List.of()));
  }

  private static List<Transform> after(YamlView view) {
    try {
      return TransformList.parse(
          view.items().stream().map(YamlView::text).collect(Collectors.joining(",")));
    } catch (CdmaaException e) {
      throw view.wrong(e);
    }
  }

  private List<Metric> metrics() {
    YamlView view = entries.get("metrics");
    if (view == null) {
      return List.of();
    }
    try {
      return Metric.parseAll(view.items().stream().map(YamlView::text).toList(), view::resolve);
    } catch (CdmaaException e) {
      throw view.wrong(e);
    }
  }

  /** Checks that masks are given if and only if a setting has a weighted loss. */
  private Optional<Path> masks(List<Setting> settings) {
    Optional<Setting> weighted = settings.stream().filter(s -> s.plan().weighs()).findFirst();
    if (weighted.isPresent() && get("masks").isEmpty()) {
      throw root.wrong(
          "the setting '"
              + weighted.get().name()
              + "' has 'loss: weighted', which needs a mask per photo; name their"
              + " folder with 'masks'");
    }
    if (weighted.isEmpty() && get("masks").isPresent()) {
      throw entries
          .get("masks")
          .wrong("no setting has 'loss: weighted', so masks have no effect; leave one out");
    }
    return get("masks").map(YamlView::path);
  }

  private Optional<YamlView> get(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  private YamlView required(String key, String example) {
    return get(key)
        .orElseThrow(
            () -> root.wrong("it lacks the key '" + key + "'; add '" + key + ": " + example + "'"));
  }

  private List<Path> paths(String key, String example) {
    List<Path> paths = required(key, example).items().stream().map(YamlView::path).toList();
    if (paths.isEmpty()) {
      throw entries.get(key).wrong("'" + key + "' is empty; name at least one path");
    }
    return paths;
  }

  private static String crop(YamlView view) {
    String text = view.text().replaceAll("\\s", "");
    if (!text.matches("centre|whole|face|\\d+,\\d+,\\d+,\\d+")) {
      throw view.wrong(
          "the crop '" + text + "' is none of centre, whole, face and x,y,w,h in pixels");
    }
    return text;
  }

  private Comparison comparison(List<Setting> settings) {
    if (!entries.containsKey("compare")) {
      return new Comparison("", false);
    }
    YamlView view = entries.get("compare");
    if (view.text().equals("all")) {
      return new Comparison("", true);
    }
    List<String> varied =
        settings.stream().flatMap(s -> s.varied().stream()).distinct().sorted().toList();
    if (varied.isEmpty()) {
      throw view.wrong("there is nothing to compare, as the file varies no key");
    }
    return new Comparison(view.oneOf(varied), false);
  }
}
