package io.cdmaa;

import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelLocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Where the generators of a protector come from. */
final class ModelSources {
  private final List<Path> paths = new ArrayList<>();
  private final List<Manifest> inMemory = new ArrayList<>();
  private final List<String> queryOnly = new ArrayList<>();
  private Optional<Consumer<? super CdmaaException>> problems = Optional.empty();

  void add(Path... more) {
    paths.addAll(Arrays.asList(more));
  }

  void add(Manifest manifest) {
    inMemory.add(manifest);
  }

  void queryOnly(String... names) {
    queryOnly.addAll(Arrays.asList(names));
  }

  void skipBad(Consumer<? super CdmaaException> receiver) {
    problems = Optional.of(receiver);
  }

  /**
   * Returns the models to use, in the given order.
   *
   * @param check loads a model and rejects one that cannot be attacked; called only where such
   *     models are left out
   * @throws CdmaaException if a model cannot be found, a query-only one is not among them, or all
   *     had to be left out
   */
  List<Manifest> usable(Consumer<Manifest> check) {
    if (problems.isEmpty()) {
      return manifests(ModelLocator.find(paths));
    }
    List<Manifest> usable = new ArrayList<>();
    for (Manifest manifest : manifests(ModelLocator.find(paths, problems.get()::accept))) {
      try {
        check.accept(manifest);
        usable.add(manifest);
      } catch (CdmaaException e) {
        problems.get().accept(e);
      }
    }
    if (usable.isEmpty() && !(paths.isEmpty() && inMemory.isEmpty())) {
      throw new CdmaaException(ErrorReason.SETTING, "None of the models can be used; name others");
    }
    return usable;
  }

  private List<Manifest> manifests(List<Manifest> found) {
    List<Manifest> all = Stream.concat(found.stream(), inMemory.stream()).toList();
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
