package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.photo;
import static io.cdmaa.cli.CommandLineFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdmaa.cli.CommandLineFixture.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attributes of faces on the command line. */
class LabelOptionsTest {
  @TempDir Path folder;
  private Path models;
  private Path man;
  private Path woman;
  private Path out;

  @BeforeEach
  void prepare() throws IOException {
    models = Files.createDirectory(folder.resolve("models"));
    TinyModels.conditional(models.resolve("two.onnx"));
    Files.writeString(
        models.resolve("two.yaml"),
        "version: 1\nonnx: two.onnx\ncondition: {attributes: [Male, Young], source: [Young]}\n");
    man = photo(folder.resolve("1.png"), 20, 20, 1);
    woman = Files.copy(man, folder.resolve("2.png"));
    out = folder.resolve("out");
  }

  private Outcome protect(Path photo, Object... more) {
    Object[] args = {
      "protect", photo, "--iterations=3", "-o", out, "--json", "--threshold=1e-9", "-m", models
    };
    Object[] all = new Object[args.length + more.length];
    System.arraycopy(args, 0, all, 0, args.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return run(all);
  }

  private byte[] result(Path photo) throws IOException {
    return Files.readAllBytes(out.resolve(photo.getFileName()));
  }

  @Test
  void aLabelFileAndAttributesGiveTheSameBytesAndOtherThanTheNeutralFace() throws IOException {
    Path labels =
        Files.writeString(
            folder.resolve("list.txt"), "2\nYoung Male Bald\n1.jpg 1 1 1\n2.png 1 -1 1\n");
    assertThat(protect(man).code()).isZero();
    byte[] neutral = result(man);
    assertThat(protect(man, "--labels", labels).out()).contains("\"protected\"");
    byte[] ofMan = result(man);
    assertThat(ofMan).isNotEqualTo(neutral);
    // 2.png holds the same pixels and has the face that the manifest assumes.
    protect(woman, "--labels", labels);
    assertThat(result(woman)).isEqualTo(neutral);

    assertThat(protect(man, "--attributes=Male=1,Young=1").out()).contains("\"protected\"");
    assertThat(result(man)).isEqualTo(ofMan);
    assertThat(protect(man, "--attributes=Young=1,Male=1").out()).contains("\"skipped\"");
    assertThat(protect(man, "--attributes=Male=1").out()).contains("\"protected\"");
  }

  @Test
  void theVerdictOfEvaluateIsThatOfTheSameFace() throws IOException {
    double protecting =
        new ObjectMapper()
            .readTree(protect(man, "--attributes=Male=1").out())
            .at("/verdict/generators/0/averageLoss")
            .asDouble();
    Object[] evaluate = {"evaluate", man, out.resolve("1.png"), "-m", models, "--json"};
    Outcome neutral = run(evaluate);
    Outcome same =
        run("evaluate", man, out.resolve("1.png"), "-m", models, "--json", "--attributes=Male=1");
    String place = "/verdict/generators/0/averageLoss";
    assertThat(same.json().at(place).asDouble()).isEqualTo(protecting).isPositive();
    assertThat(neutral.json().at(place).asDouble()).isNotEqualTo(protecting);
  }

  @Test
  void aPhotoThatIsNotListedFailsAloneAndWrongNamesStopTheRun() throws IOException {
    Path labels = Files.writeString(folder.resolve("list.txt"), "Male Young\n1.png -1 1\n");
    Outcome outcome =
        run("protect", man, woman, "-o", out, "-m", models, "--labels", labels, "--threshold=1e-9");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("no line for 2.png", "1 protected", "1 failed");

    assertThat(protect(man, "--attributes=Mael=1").err()).contains("did you mean 'Male'");
    Files.writeString(labels, "Male\n1.png -1\n");
    assertThat(protect(man, "--labels", labels).err()).contains("no column 'Young'");
    assertThat(protect(man, "--labels", labels, "--attributes=Male=1").code()).isEqualTo(2);
  }
}
