package io.cdmaa;

import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelLocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Where the generators of a protector come from. */
final class ModelSources {
  private final List<Path> paths = new ArrayList<>();
  private final List<Manifest> inMemory = new ArrayList<>();
  private final List<String> queryOnly = new ArrayList<>();

  void add(Path... more) {
    paths.addAll(Arrays.asList(more));
  }

  void add(Manifest manifest) {
    inMemory.add(manifest);
  }

  void queryOnly(String... names) {
    queryOnly.addAll(Arrays.asList(names));
  }

  /**
   * Returns the manifests in the given order.
   *
   * @throws CdmaaException if a model cannot be found, or a query-only one is not among them
   */
  List<Manifest> manifests() {
    List<Manifest> all =
        Stream.concat(ModelLocator.find(paths).stream(), inMemory.stream()).toList();
    for (String name : queryOnly) {
      if (all.stream().noneMatch(manifest -> manifest.isNamed(name))) {
        throw new CdmaaException(
            ErrorReason.SETTING,
            "There is no model '" + name + "' to query; use its name or file name, or 'all'");
      }
    }
    return all.stream()
        .map(m -> queryOnly.stream().anyMatch(m::isNamed) ? m.queryOnly() : m)
        .toList();
  }
}
