package io.cdmaa.experiment;

import io.cdmaa.CdmaaException;
import io.cdmaa.attack.WarmStart;
import io.cdmaa.universal.PerturbationFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the settings of an experiment: the keys {@code fixed}, {@code grid} and {@code settings}.
 *
 * @param root the file
 * @param entries the keys of the file
 * @param threshold L from which a fake counts as broken
 * @param start the universal perturbation to use instead of those that settings name
 */
record SettingsReader(
    YamlView root, Map<String, YamlView> entries, double threshold, Optional<Path> start) {
  private static final int MOST_SETTINGS = 10_000;

  /** Returns all settings of the file, with distinct names. */
  List<Setting> settings() {
    Map<String, YamlView> fixed =
        Optional.ofNullable(entries.get("fixed")).map(v -> v.mapping(Plan.keys())).orElse(Map.of());
    List<Setting> settings = new ArrayList<>();
    if (entries.containsKey("grid")) {
      for (YamlView block : entries.get("grid").items()) {
        settings.addAll(expand(block, fixed));
      }
    }
    if (entries.containsKey("settings")) {
      for (YamlView single : entries.get("settings").items()) {
        settings.add(single(single, fixed));
      }
    }
    if (settings.isEmpty()) {
      settings.add(setting("default", fixed, Map.of(), root));
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
  private List<Setting> expand(YamlView block, Map<String, YamlView> fixed) {
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
      settings.add(setting(name, fixed, point, block));
    }
    return settings;
  }

  private Setting single(YamlView view, Map<String, YamlView> fixed) {
    List<String> known = new ArrayList<>(Plan.keys());
    known.add("name");
    Map<String, YamlView> values = new LinkedHashMap<>(view.mapping(known));
    YamlView name = values.remove("name");
    if (name == null) {
      throw view.wrong("the setting has no name; add 'name: ...'");
    }
    return setting(name.text(), fixed, values, view);
  }

  private Setting setting(
      String name, Map<String, YamlView> fixed, Map<String, YamlView> own, YamlView place) {
    Map<String, YamlView> views = new LinkedHashMap<>(fixed);
    views.putAll(own);
    Map<String, String> values = new LinkedHashMap<>();
    views.forEach((key, view) -> values.put(key, view.text()));
    Plan plan;
    try {
      plan = Plan.of(values, threshold, this::start);
    } catch (CdmaaException e) {
      throw culprit(views, place).wrong(e);
    }
    return new Setting(name, values, List.copyOf(own.keySet()), plan);
  }

  private WarmStart start(String name) {
    return PerturbationFile.read(start.orElseGet(() -> root.resolve(name))).warmStart();
  }

  /** Returns the value that is invalid on its own, if any; otherwise the whole place. */
  private YamlView culprit(Map<String, YamlView> views, YamlView place) {
    for (Map.Entry<String, YamlView> entry : views.entrySet()) {
      try {
        Plan.of(Map.of(entry.getKey(), entry.getValue().text()), threshold, this::start);
      } catch (CdmaaException e) {
        return entry.getValue();
      }
    }
    return place;
  }
}
