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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * crop: centre               # or whole, or x,y,w,h; optional
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
  private static final int MOST_SETTINGS = 10_000;

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
    return new ExperimentReader(file).experiment(file);
  }

  private Experiment experiment(Path file) {
    if (required("version", "1").integer(1, Integer.MAX_VALUE) != VERSION) {
      throw entries.get("version").wrong("this tool reads 'version: 1'");
    }
    double threshold = get("threshold").map(v -> v.number(0, 4)).orElse(Defaults.THRESHOLD);
    List<Setting> settings = settings(threshold);
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
    if (!text.matches("centre|whole|\\d+,\\d+,\\d+,\\d+")) {
      throw view.wrong("the crop '" + text + "' is none of centre, whole and x,y,w,h in pixels");
    }
    return text;
  }

  private List<Setting> settings(double threshold) {
    Map<String, YamlView> fixed = get("fixed").map(v -> v.mapping(Plan.keys())).orElse(Map.of());
    List<Setting> settings = new ArrayList<>();
    if (entries.containsKey("grid")) {
      for (YamlView block : entries.get("grid").items()) {
        settings.addAll(expand(block, fixed, threshold));
      }
    }
    if (entries.containsKey("settings")) {
      for (YamlView single : entries.get("settings").items()) {
        settings.add(single(single, fixed, threshold));
      }
    }
    if (settings.isEmpty()) {
      settings.add(setting("default", fixed, Map.of(), root, threshold));
    }
    Set<String> names = new HashSet<>();
    for (Setting setting : settings) {
      if (!names.add(setting.slug())) {
        throw root.wrong(
            "two settings are named '"
                + setting.name()
                + "' or nearly so; leave one out or rename it");
      }
    }
    return settings;
  }

  /** Returns the product of a block's lists; the first key varies slowest. */
  private List<Setting> expand(YamlView block, Map<String, YamlView> fixed, double threshold) {
    Map<String, List<YamlView>> axes = new LinkedHashMap<>();
    long count = 1;
    for (Map.Entry<String, YamlView> axis : block.mapping(Plan.keys()).entrySet()) {
      List<YamlView> values = axis.getValue().items();
      if (values.isEmpty()) {
        throw axis.getValue().wrong("'" + axis.getKey() + "' lists no value; give at least one");
      }
      axes.put(axis.getKey(), values);
      count = Math.min(MOST_SETTINGS + 1L, count * values.size());
    }
    if (axes.isEmpty() || count > MOST_SETTINGS) {
      throw block.wrong(
          axes.isEmpty()
              ? "the grid is empty; give it a key with a list of values"
              : "the grid has more than " + MOST_SETTINGS + " settings; make it smaller");
    }
    List<Map<String, YamlView>> points = new ArrayList<>(List.of(new LinkedHashMap<>()));
    axes.forEach(
        (key, values) -> {
          List<Map<String, YamlView>> longer = new ArrayList<>();
          for (Map<String, YamlView> point : points) {
            for (YamlView value : values) {
              Map<String, YamlView> next = new LinkedHashMap<>(point);
              next.put(key, value);
              longer.add(next);
            }
          }
          points.clear();
          points.addAll(longer);
        });
    List<Setting> settings = new ArrayList<>();
    for (Map<String, YamlView> point : points) {
      String name =
          point.entrySet().stream()
              .map(e -> e.getKey() + "=" + e.getValue().text())
              .collect(Collectors.joining(", "));
      settings.add(setting(name, fixed, point, block, threshold));
    }
    return settings;
  }

  private Setting single(YamlView view, Map<String, YamlView> fixed, double threshold) {
    List<String> known = new ArrayList<>(Plan.keys());
    known.add("name");
    Map<String, YamlView> values = new LinkedHashMap<>(view.mapping(known));
    YamlView name = values.remove("name");
    if (name == null) {
      throw view.wrong("the setting has no name; add 'name: ...'");
    }
    return setting(name.text(), fixed, values, view, threshold);
  }

  private Setting setting(
      String name,
      Map<String, YamlView> fixed,
      Map<String, YamlView> own,
      YamlView place,
      double threshold) {
    Map<String, YamlView> views = new LinkedHashMap<>(fixed);
    views.putAll(own);
    Map<String, String> values = new LinkedHashMap<>();
    views.forEach((key, view) -> values.put(key, view.text()));
    Plan plan;
    try {
      plan = Plan.of(values, threshold);
    } catch (CdmaaException e) {
      throw culprit(views, place, threshold).wrong(e);
    }
    return new Setting(name, values, List.copyOf(own.keySet()), plan);
  }

  /** Returns the value that is invalid on its own, if any; otherwise the whole place. */
  private YamlView culprit(Map<String, YamlView> views, YamlView place, double threshold) {
    for (Map.Entry<String, YamlView> entry : views.entrySet()) {
      try {
        Plan.of(Map.of(entry.getKey(), entry.getValue().text()), threshold);
      } catch (CdmaaException e) {
        return entry.getValue();
      }
    }
    return place;
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
