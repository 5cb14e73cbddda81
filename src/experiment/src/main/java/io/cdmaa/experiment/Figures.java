package io.cdmaa.experiment;

import io.cdmaa.Verdict.GeneratorVerdict;
import io.cdmaa.evaluation.Evaluator;
import io.cdmaa.evaluation.Evaluator.Evaluation;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.Pictures;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.image.Thumbnail;
import io.cdmaa.io.AtomicFile;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.tensor.FloatTensor;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The grids of fakes, as in the paper's Figures 4 to 7: one per generator and setting. Each photo
 * has two rows, the photo with its fakes under every domain and the protected photo with its own.
 */
final class Figures {
  private static final int MOST_SIDE = 256;

  private final Experiment experiment;
  private final ExperimentInputs inputs;
  private final TrialStore store;
  private final Path folder;

  Figures(Experiment experiment, ExperimentInputs inputs, TrialStore store, Path folder) {
    this.experiment = experiment;
    this.inputs = inputs;
    this.store = store;
    this.folder = folder;
  }

  /**
   * Draws and writes all grids.
   *
   * @param group produces the fakes
   * @return file names, relative to the output folder, and captions
   */
  Map<String, String> write(GeneratorGroup group) {
    List<PhotoFile> shown = inputs.shown(experiment);
    Map<String, String> files = new LinkedHashMap<>();
    if (shown.isEmpty()) {
      return files;
    }
    PhotoReader reader = new PhotoReader(ReadLimits.DEFAULT);
    Evaluator evaluator = new Evaluator(group, experiment.threshold());
    // By setting and generator: images with labels, photo by photo.
    Map<Setting, List<Grid>> grids = new LinkedHashMap<>();
    for (PhotoFile file : shown) {
      Photo original = reader.read(file.path());
      Crop crop = new CropChoice(experiment.crop()).in(original).crops().get(0);
      List<FloatTensor> before = evaluator.fakes(original, crop, file.face());
      for (Setting setting : experiment.settings()) {
        Trial trial = Trial.of(experiment, inputs, setting, file);
        Optional<Path> saved = store.find(trial.key()).map(found -> folder.resolve(found.file()));
        if (saved.filter(Files::exists).isEmpty()) {
          continue;
        }
        Photo guarded = reader.read(saved.get());
        Evaluation evaluation = evaluator.evaluate(original, before, guarded, crop, file.face());
        List<Grid> perGenerator = grids.computeIfAbsent(setting, s -> new ArrayList<>());
        for (int j = 0; j < before.size(); j++) {
          if (perGenerator.size() <= j) {
            perGenerator.add(new Grid(evaluation.verdict().generators().get(j)));
          }
          perGenerator
              .get(j)
              .add(
                  crop.extract(original.pixels()),
                  crop.extract(guarded.pixels()),
                  before.get(j),
                  evaluation.after().get(j),
                  evaluation.verdict().generators().get(j));
        }
      }
    }
    grids.forEach(
        (setting, perGenerator) -> {
          for (int j = 0; j < perGenerator.size(); j++) {
            Grid grid = perGenerator.get(j);
            String name = "figures/" + setting.slug() + "/" + (j + 1) + "-" + grid.slug() + ".png";
            Path target = folder.resolve(name);
            ExperimentRun.create(target.getParent());
            byte[] png = Pictures.toPngBytes(grid.picture());
            AtomicFile.write(target, out -> out.write(png));
            files.put(name, setting.name() + ": " + grid.generator);
          }
        });
    return files;
  }

  /** An image under construction. */
  private static final class Grid {
    private final String generator;
    private final int columns;
    private final List<BufferedImage> pictures = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();

    Grid(GeneratorVerdict generator) {
      this.generator = generator.name();
      this.columns = 1 + generator.domains().size();
    }

    String slug() {
      return Setting.slug(generator.replaceAll(" \\(.*", ""));
    }

    void add(
        FloatTensor original,
        FloatTensor guarded,
        FloatTensor before,
        FloatTensor after,
        GeneratorVerdict verdict) {
      long[] fakes = before.shape();
      int side = (int) Math.min(MOST_SIDE, Math.max(fakes[2], fakes[3]));
      put(original, "original", side);
      for (int k = 0; k < columns - 1; k++) {
        put(before.row(k), verdict.domains().get(k).name(), side);
      }
      put(guarded, "protected", side);
      for (int k = 0; k < columns - 1; k++) {
        put(
            after.row(k),
            String.format(Locale.ROOT, "L %.4f", verdict.domains().get(k).loss()),
            side);
      }
    }

    private void put(FloatTensor pixels, String label, int side) {
      pictures.add(Thumbnail.cell(pixels, side));
      labels.add(label);
    }

    BufferedImage picture() {
      return Pictures.grid(pictures, labels, columns);
    }
  }
}
