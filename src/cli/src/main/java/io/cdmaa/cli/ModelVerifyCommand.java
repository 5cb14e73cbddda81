package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.GeneratorSession;
import io.cdmaa.generator.GradientCheck;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelCheck;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.generator.RangeCheck;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.Pictures;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.image.Thumbnail;
import io.cdmaa.io.AtomicFile;
import io.cdmaa.io.Digest;
import io.cdmaa.io.Json;
import io.cdmaa.protection.ModelInputs;
import io.cdmaa.protection.OutputKind;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tests models. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tests generators: their digest, a forward pass, the derived gradient against finite"
          + " differences of their losses, and a sheet with the fake of a photo under each domain.",
      "Exit code 1 if one fails."
    })
final class ModelVerifyCommand implements Callable<Integer> {
  private static final int COLUMNS = 7;
  private static final int SIDE = 256;
  private static final int DIRECTIONS = 3;

  private final Console console;

  @Mixin private ModelPaths models;

  @Option(
      names = "--photo",
      paramLabel = "FILE",
      description = "Photo for the fakes. Default: the bundled portrait.")
  private Path photo;

  @Option(
      names = {"-o", "--output", "--sheet"},
      paramLabel = "FILE",
      description = "The sheet, a PNG. Default: ${DEFAULT-VALUE}.",
      defaultValue = "models.png")
  private Path sheet;

  @Mixin private ForceOption force;
  @Mixin private CacheOption cache;
  @Mixin private OutputOptions print;

  ModelVerifyCommand(Console console) {
    this.console = console;
  }

  /** The JSON output on one model. */
  record Verified(
      String name,
      String onnx,
      String digest,
      int fakes,
      double least,
      double most,
      Double gradientError,
      boolean holds) {}

  /** The results for one model. */
  private record Finding(
      String digest,
      int fakes,
      double least,
      double most,
      double change,
      Optional<String> contradiction,
      Optional<GradientCheck.Outcome> gradient) {
    boolean holds() {
      return Double.isFinite(least)
          && Double.isFinite(most)
          && contradiction.isEmpty()
          && gradient.map(GradientCheck.Outcome::agrees).orElse(true);
    }
  }

  @Override
  public Integer call() {
    print.configureLogging();
    Fonts.require();
    List<CdmaaException> problems = new ArrayList<>();
    List<Manifest> manifests = models.manifests(problems::add);
    List<Path> inputs = new ArrayList<>(ModelInputs.of(manifests));
    inputs.addAll(models.paths());
    portrait().ifPresent(inputs::add);
    force.guard(inputs).claim(sheet, OutputKind.PICTURE);
    SessionFactory sessions = new SessionFactory(RuntimeSettings.cpu(), cache.cache());
    FloatTensor crop = sample();
    List<BufferedImage> pictures = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    boolean holds = true;
    for (Manifest manifest : manifests) {
      try {
        Generator generator = GeneratorLoader.load(manifest, sessions.cache());
        print.noteAssumptions(console, List.of(generator));
        FloatTensor fakes = fakes(generator, crop, sessions);
        ModelCheck.requireReaction(manifest, generator, sessions);
        UsableModels.requireGradient(manifest, generator, sessions);
        Finding finding = finding(manifest, generator, crop, fakes, sessions);
        holds &= finding.holds();
        tell(manifest, generator, finding);
        pictures.add(cell(crop));
        labels.add(generator.name());
        for (int k = 0; k < generator.domains().size(); k++) {
          pictures.add(cell(fakes.row(k)));
          labels.add(generator.domains().get(k).name());
        }
      } catch (CdmaaException e) {
        problems.add(e);
      }
    }
    problems.forEach(problem -> FailureLine.ofModel(console, print, problem));
    if (!pictures.isEmpty()) {
      byte[] png = Pictures.toPngBytes(Pictures.grid(pictures, labels, COLUMNS));
      AtomicFile.write(sheet, out -> out.write(png));
      if (print.human()) {
        console.out().printf("Sheet: %s%n", sheet);
      }
    }
    return holds && problems.isEmpty() ? 0 : 1;
  }

  private static BufferedImage cell(FloatTensor pixels) {
    return Thumbnail.cell(pixels, ContactSheet.SIDE);
  }

  /** Returns the photo that the fakes are made from, if the file exists. */
  private Optional<Path> portrait() {
    return photo != null
        ? Optional.of(photo)
        : console
            .home()
            .map(home -> home.resolve("onnx").resolve("sample").resolve("portrait.png"))
            .filter(Files::isRegularFile);
  }

  private FloatTensor sample() {
    Optional<Path> file = portrait();
    if (file.isEmpty()) {
      return GradientCheck.picture(new PhotoShape(3, SIDE, SIDE), new SplittableRandom(0));
    }
    Photo read = new PhotoReader(ReadLimits.DEFAULT).read(file.get());
    return Crop.centreSquare(read.width(), read.height()).extract(read.pixels());
  }

  private static FloatTensor fakes(Generator generator, FloatTensor crop, SessionFactory sessions) {
    try (GeneratorSession session =
        GeneratorSession.forward(generator, PhotoShape.of(crop), sessions)) {
      return session.fakes(crop);
    }
  }

  private Finding finding(
      Manifest manifest,
      Generator generator,
      FloatTensor crop,
      FloatTensor fakes,
      SessionFactory sessions) {
    String found = Digest.of(manifest.onnx());
    // A model whose digest differs from the stated one fails to load.
    String digest =
        manifest.provenance().sha256().isEmpty() ? "not stated; it is " + found : "as stated";
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < fakes.size(); i++) {
      // NaN passes through min and max.
      least = Math.min(least, fakes.get(i));
      most = Math.max(most, fakes.get(i));
    }
    return new Finding(
        digest,
        generator.domains().size(),
        least,
        most,
        meanChange(crop, fakes),
        RangeCheck.contradiction(generator, crop, fakes),
        gradient(manifest, generator, sessions));
  }

  private Optional<GradientCheck.Outcome> gradient(
      Manifest manifest, Generator generator, SessionFactory sessions) {
    if (generator.queryOnly()) {
      return Optional.empty();
    }
    try (CheckProgress progress = CheckProgress.on(console, print, generator.name())) {
      return Optional.of(
          GradientCheck.run(
              manifest,
              generator,
              sessions,
              0,
              DIRECTIONS,
              progress.until(console.interruption())));
    }
  }

  /**
   * Returns the mean distance of fakes from the photo if both have the same size, otherwise NaN.
   */
  private static double meanChange(FloatTensor crop, FloatTensor fakes) {
    if (fakes.size() % crop.size() != 0 || fakes.shape()[2] != crop.shape()[1]) {
      return Double.NaN;
    }
    double sum = 0;
    for (int i = 0; i < fakes.size(); i++) {
      sum += Math.abs(fakes.get(i) - crop.get(i % crop.size()));
    }
    return sum / fakes.size();
  }

  private void tell(Manifest manifest, Generator generator, Finding finding) {
    if (print.json()) {
      console
          .out()
          .println(
              Json.line(
                  new Verified(
                      generator.name(),
                      manifest.onnx().toString(),
                      finding.digest(),
                      finding.fakes(),
                      finding.least(),
                      finding.most(),
                      finding.gradient().map(GradientCheck.Outcome::error).orElse(null),
                      finding.holds())));
    } else if (print.human()) {
      console.out().printf("%s: %s%n", generator.name(), manifest.onnx());
      console.out().println("  sha256     " + finding.digest());
      console
          .out()
          .printf(
              Locale.ROOT,
              "  forward    %d fake%s, values from %.3f to %.3f%s%n",
              finding.fakes(),
              finding.fakes() == 1 ? "" : "s",
              finding.least(),
              finding.most(),
              Double.isNaN(finding.change())
                  ? ""
                  : String.format(Locale.ROOT, ", %.3f from the photo", finding.change()));
      console.out().println("  gradient   " + sentence(finding));
    }
  }

  private static String sentence(Finding finding) {
    if (finding.contradiction().isPresent()) {
      return "not to be trusted: the model "
          + finding.contradiction().get()
          + "; correct the ranges in its manifest";
    }
    return finding
        .gradient()
        .map(GradientText::clause)
        .orElse("not needed, as the model is only queried");
  }
}
