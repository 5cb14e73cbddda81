package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.attack.AttackSettings;
import io.cdmaa.evaluation.Evaluator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.generator.TinyGenerators;
import io.cdmaa.image.Encoding;
import io.cdmaa.image.OutputFormat;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.PhotoWriter;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.protection.Destination;
import io.cdmaa.protection.PhotoProtection;
import io.cdmaa.protection.PhotoResult;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches for a photo that is written as a JPEG. */
class EncodedOutputTest {
  private static final Encoding JPEG_10 = new Encoding(OutputFormat.JPEG, 10);
  private static final PhotoReader READER = new PhotoReader(ReadLimits.DEFAULT);

  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void writeModel() throws IOException {
    Path models = Files.createDirectory(folder.resolve("models"));
    TinyGenerators.write(models, "plain.onnx", TinyGenerators.plain(1));
    model = models.resolve("plain.onnx");
  }

  /** Soft shades, so that a JPEG of a low quality keeps the photo. */
  private static Photo photo() {
    Random random = new Random(3);
    double[] phase = random.doubles(3, 0, 6).toArray();
    FloatTensor pixels = FloatTensor.zeros(3, 32, 32);
    for (int i = 0; i < pixels.size(); i++) {
      int y = i / 32 % 32;
      double shade = Math.sin(phase[i / 1024] + 0.15 * (i % 32) + 0.1 * y);
      pixels.set(i, (float) (Math.round(127.5 + 90 * shade) / 127.5 - 1));
    }
    return new Photo(pixels, Optional.empty(), 8, Optional.empty());
  }

  /** Returns the result on the protected file. */
  private PhotoResult protect(ProtectionPlan plan, Destination destination) {
    SessionFactory sessions = new SessionFactory(RuntimeSettings.cpu());
    try (GeneratorGroup group = plan.group(GeneratorLoader.load(List.of(model)), sessions)) {
      return new PhotoProtection(group, plan)
          .protect(
              plan.subject(photo(), SourceAttributes.UNKNOWN),
              destination,
              new CancellationToken(),
              report -> {});
    }
  }

  private static ProtectionPlan plan(String method) {
    return ProtectionPlan.of(
            AttackSettings.defaults().withIterations(30),
            MethodSyntax.parse(method),
            CropChoice.CENTRE,
            Optional.empty())
        .withAfter(List.of());
  }

  /** By an evaluator of its own, on files that the JDK decodes. */
  private double lossOf(Path file) {
    SessionFactory sessions = new SessionFactory(RuntimeSettings.cpu());
    Photo original = photo();
    try (GeneratorGroup group =
        GeneratorGroup.forward(GeneratorLoader.load(List.of(model)), sessions)) {
      return new Evaluator(group, 0.05)
          .evaluate(
              original,
              READER.read(file),
              CropChoice.CENTRE.in(original).crops().get(0),
              SourceAttributes.UNKNOWN)
          .verdict()
          .averageLoss();
    }
  }

  private static double searched(PhotoResult result) {
    return result.attack().orElseThrow().losses().mean();
  }

  private static double found(PhotoResult result) {
    return result.evaluation().verdict().averageLoss();
  }

  /** What the search maximises is the L of the JPEG, which is what makes it better there. */
  @Test
  void theSearchSeesTheFileAsItIsWritten() {
    Path file = folder.resolve("known.jpg");
    PhotoResult jpeg = protect(plan("cdmaa"), new Destination.File(file, JPEG_10));
    assertThat(found(jpeg)).isPositive().isEqualTo(lossOf(file), within(1e-6));
    assertThat(searched(jpeg) / found(jpeg)).isBetween(0.85, 1.15);

    Path plain = folder.resolve("plain.png");
    PhotoResult png = protect(plan("cdmaa"), new Destination.File(plain, OutputFormat.PNG));
    Path late = folder.resolve("late.jpg");
    try (var prepared = new PhotoWriter().prepare(READER.read(plain), late, JPEG_10)) {
      prepared.commit();
    }
    assertThat(searched(png) / lossOf(late)).isLessThan(0.8);
    assertThat(found(jpeg)).isGreaterThan(1.2 * lossOf(late));
  }

  @Test
  void theEncoderPrecedesEveryTransform() {
    Path known = folder.resolve("known.jpg");
    double verdict =
        found(
            protect(
                plan("cdmaa survive=jpeg:60,resize:0.5 survive-by=mgda"),
                new Destination.File(known, JPEG_10)));
    assertThat(verdict).isPositive().isEqualTo(lossOf(known), within(1e-6));
  }

  /** The first value of the first table of the file, which follows its marker. */
  @Test
  void theQualityIsThatOfTheFile() throws IOException {
    Path known = folder.resolve("known.jpg");
    protect(plan("cdmaa"), new Destination.File(known, JPEG_10));
    byte[] file = Files.readAllBytes(known);
    int at = 0;
    while ((file[at] & 255) != 0xff || (file[at + 1] & 255) != 0xdb) {
      at++;
    }
    assertThat((int) file[at + 5]).isEqualTo((16 * 500 + 50) / 100);
  }

  @Test
  void aPlanRecordsItsEncoder() {
    assertThat(plan("cdmaa").json().encoder()).isNull();
    assertThat(plan("cdmaa").writtenAs(JPEG_10).json().encoder()).isEqualTo("jpeg:10:444");
    assertThat(plan("cdmaa").writtenAs(Encoding.of(OutputFormat.TIFF)).json().encoder()).isNull();
    assertThat(plan("cdmaa").writtenAs(JPEG_10).with(Method.UNIFORM).json().encoder())
        .isEqualTo("jpeg:10:444");
  }
}
