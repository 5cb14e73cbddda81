package io.cdmaa.experiment;

import io.cdmaa.image.Pictures;
import io.cdmaa.io.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Writes the results of an experiment so far, every file atomically. */
final class Publication {
  private final Experiment experiment;
  private final ExperimentInputs inputs;
  private final Path folder;

  /**
   * @param experiment what was done
   * @param inputs its files
   * @param folder the output folder
   */
  Publication(Experiment experiment, ExperimentInputs inputs, Path folder) {
    this.experiment = experiment;
    this.inputs = inputs;
    this.folder = folder;
  }

  /**
   * Writes {@code results.csv}, {@code comparisons.csv}, {@code results.md}, {@code plots/} and
   * {@code figures/}.
   *
   * @param store the finished trials
   * @param groups the generators, for the grids of fakes
   * @param provenance what was used besides photos and generators
   * @return the results; empty, and nothing written, if no photo is finished under every setting
   */
  Optional<Results> write(TrialStore store, Groups groups, Map<String, String> provenance) {
    Optional<Results> summed = Results.of(experiment, inputs, store);
    if (summed.isEmpty()) {
      return summed;
    }
    Results results = summed.get();
    MetricResults metrics = MetricResults.of(experiment.metrics(), results, folder);
    text("results.csv", ResultsCsv.table(results, metrics));
    text("comparisons.csv", ResultsCsv.comparisons(results));
    Map<String, String> plots = plots(results);
    Map<String, String> figures = Map.of();
    if (experiment.figures() > 0) {
      figures = new Figures(experiment, inputs, store, folder).write(groups.forFakes());
    }
    text(
        "results.md",
        ResultsMarkdown.of(experiment, results, metrics, provenance(provenance), plots, figures));
    return summed;
  }

  private Map<String, String> plots(Results results) {
    Map<String, String> files = new LinkedHashMap<>();
    ExperimentRun.create(folder.resolve("plots"));
    for (Plots.Plot plot : Plots.of(results)) {
      byte[] png = Pictures.toPngBytes(plot.picture());
      AtomicFile.write(folder.resolve("plots").resolve(plot.file()), out -> out.write(png));
      files.put("plots/" + plot.file(), plot.caption());
    }
    return files;
  }

  private Map<String, String> provenance(Map<String, String> rest) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("experiment", experiment.file().getFileName().toString());
    for (int j = 0; j < inputs.manifests().size(); j++) {
      all.put(
          "generator " + inputs.manifests().get(j).onnx().getFileName(),
          "SHA-256 (with its manifest) " + inputs.generatorDigests().get(j));
    }
    inputs
        .metricDigests()
        .forEach(
            (label, digest) ->
                all.put("metric " + label, digest.isEmpty() ? "" : "SHA-256 " + digest));
    all.put("photos", inputs.photos().size() + ", crop " + experiment.crop());
    all.putAll(rest);
    return all;
  }

  private void text(String name, String content) {
    AtomicFile.write(
        folder.resolve(name), out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
  }
}
