package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.image.Crop;
import io.cdmaa.image.SquareCrop;
import io.cdmaa.io.Digest;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The manifest's crop, licence, origin and digest. */
class ManifestExtrasTest {
  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void model() throws IOException {
    model = TinyGenerators.write(folder, "g.onnx", TinyGenerators.plain(1));
  }

  private Manifest manifest(String lines) throws IOException {
    Path file =
        Files.writeString(folder.resolve("m.yaml"), "version: 1\nonnx: g.onnx\n" + lines + "\n");
    return ManifestReader.read(file);
  }

  /** CelebA's aligned photos are 178 wide and 218 high; the official loaders crop the centre. */
  @ParameterizedTest
  @CsvSource({
    "178,178, 178,218, 0,20,178",
    "170,178, 178,218, 4,24,170",
    "170,178, 178,178, 4,4,170",
    "170,178, 356,356, 8,8,340",
    "1,1000, 9,7, 4,3,1",
  })
  void theCropIsTheSquareInTheMiddle(
      int size, int of, int width, int height, int x, int y, int side) {
    assertThat(SquareCrop.centred(size, of).in(width, height))
        .isEqualTo(new Crop(x, y, side, side));
  }

  /**
   * The TensorFlow code of AttGAN and STGAN crops CelebA's photos at row 26 and column 3. The first
   * line is that photo, the second the square that is cut from it before (rows 20 to 197).
   */
  @ParameterizedTest
  @CsvSource({
    "170/178+3+6, 178,218, 3,26,170",
    "170/178+3+6, 178,178, 3,6,170",
    "170/178+3+6, 356,436, 6,52,340",
    "170/178+3+6, 436,356, 46,12,340",
    "170/178+8+8, 179,300, 8,68,171",
    "10/20+10+0, 3,3, 1,0,2",
  })
  void theCropMayLieOffTheMiddle(String text, int width, int height, int x, int y, int side) {
    assertThat(SquareCrop.parse(text).in(width, height)).isEqualTo(new Crop(x, y, side, side));
  }

  @Test
  void aCropThatSaysOnlyOneOffsetIsCentredTheOtherWay() throws IOException {
    SquareCrop crop = manifest("image: {crop: {size: 10, of: 14, top: 1}}").crop().orElseThrow();
    assertThat(crop.in(14, 16)).isEqualTo(new Crop(2, 2, 10, 10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{size: 10, of: 14} | 2 | 3",
        "{size: 10, of: 14, left: 4, top: 1} | 4 | 2",
        "{size: 10, of: 14, left: 0, top: 0} | 0 | 1",
      })
  void aGeneratorSeesOnlyItsCropAndTheGradientReachesNoFurther(String crop, int x, int y)
      throws IOException {
    Generator cropped = GeneratorLoader.load(manifest("image: {crop: " + crop + "}"));
    Generator plain = GeneratorLoader.load(Manifest.bare(model));
    FloatTensor photo = FloatTensor.zeros(3, 16, 14);
    FloatTensor moved = FloatTensor.zeros(3, 16, 14);
    for (int i = 0; i < photo.size(); i++) {
      photo.set(i, (float) Math.sin(i));
      moved.set(i, (float) Math.sin(i + 0.2));
    }
    Crop inside = new Crop(x, y, 10, 10);
    SessionFactory cpu = new SessionFactory(RuntimeSettings.cpu());
    FloatTensor gradient = FloatTensor.zeros(1, 3, 16, 14);
    FloatTensor small = FloatTensor.zeros(1, 3, 10, 10);
    try (GeneratorSession one =
            GeneratorSession.withGradient(cropped, new PhotoShape(3, 16, 14), cpu);
        GeneratorSession two =
            GeneratorSession.withGradient(plain, new PhotoShape(3, 10, 10), cpu)) {
      one.reference(one.fakes(photo));
      two.reference(two.fakes(inside.extract(photo)));
      assertThat(one.evaluate(moved, gradient))
          .containsExactly(two.evaluate(inside.extract(moved), small));
    }
    FloatTensor expected = inside.paste(FloatTensor.zeros(3, 16, 14), small.reshaped(3, 10, 10));
    assertThat(gradient.toArray()).isEqualTo(expected.toArray());
    assertThat(small.toArray()).isNotEqualTo(new float[300]);
  }

  @Test
  void licenceAndOriginAreKept() throws IOException {
    Manifest.Provenance provenance = manifest("licence: MIT\norigin: here").provenance();
    assertThat(provenance.licence()).contains("MIT");
    assertThat(provenance.origin()).contains("here");
  }

  @Test
  void aModelOfAnotherDigestIsRefusedInOneSentence() throws IOException {
    String right = Digest.of(model);
    assertThat(GeneratorLoader.load(manifest("sha256: " + right)).name()).isEqualTo("g");
    Manifest manifest = manifest("sha256: {g.onnx: " + right + "}");
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.plain(2));
    assertThatThrownBy(() -> GeneratorLoader.load(manifest))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(right)
        .hasMessageContaining(Digest.of(model))
        .hasMessageContaining("copy it again");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image: {crop: {size: 178}} | needs a size",
        "image: {crop: {size: 179, of: 178}} | does not fit",
        "image: {crop: {size: 170, of: 178, left: 9}} | left of 9 exceeds the photo's square",
        "image: {crop: {size: 170, of: 178, top: -1}} | from 0 to 8",
        "image: {crop: {sise: 1, of: 2}} | did you mean 'size'",
        "output: {size: 8} | unknown key 'size'",
        "sha256: abc | 64 hexadecimal digits",
      })
  void saysWhatIsWrong(String line, String expected) {
    assertThatThrownBy(() -> manifest(line))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void theFilesOfAManifestAreThoseThatItSpeaksOf() throws IOException {
    List<Path> files = manifest("gradient: g.onnx").files();
    assertThat(files).contains(model, folder.resolve("m.yaml"));
  }
}
